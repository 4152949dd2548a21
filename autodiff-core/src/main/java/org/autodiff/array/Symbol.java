package org.autodiff.array;

/**
 * The storage of an array that stands for any array: a backend that takes down what is done to it made it, and all that is done
 * to it must be done by that backend.
 */
public interface Symbol {
    /** The backend that takes it down. */
    Backend backend();
}
