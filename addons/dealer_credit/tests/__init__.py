from . import test_exposure, test_paths, test_submit
