"""Whether a model is still there."""

from labelwise.learners.newest import newest


def test_an_address_has_one_model():
    first, other, again = (newest(f"http://127.0.0.1:{port}") for port in (1, 2, 1))
    assert (first(), other(), again()) == (False, True, True)


def test_functions_that_are_made_anew_stay():
    made = [newest(lambda x: x) for _ in range(2)]
    assert all(there() for there in made)


def test_what_has_no_hash_is_taken_for_the_newest():
    first, again = newest([1]), newest([1])
    assert first() and again()
