from labelwise.bench import Curves as Curves
from labelwise.bench import simulate as simulate
from labelwise.campaign import Campaign as Campaign
from labelwise.errors import LabelwiseError as LabelwiseError
from labelwise.pool import Pool as Pool
from labelwise.query import decide as decide
from labelwise.query import query as query
from labelwise.scoring import score as score
from labelwise.strategy import Strategy as Strategy
from labelwise.strategy import View as View
from labelwise.tasks import Classification as Classification
from labelwise.tasks.regression import Regression as Regression
from labelwise.tasks.tags import Tags as Tags
from labelwise.types import Answer as Answer
from labelwise.types import Budget as Budget
from labelwise.types import Query as Query
from labelwise.types import Selection as Selection
from labelwise.types import Trust as Trust
from labelwise.types import Unit as Unit

__version__: str
