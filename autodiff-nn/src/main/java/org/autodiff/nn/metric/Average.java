package org.autodiff.nn.metric;

/** How one number is made of those of the classes; the names are scikit-learn's. */
public enum Average {
    /** The number of class 1 of two classes: the class that is looked for. */
    BINARY,
    /** The ratio of the sums over all classes. With one label a sample it equals the accuracy. */
    MICRO,
    /** The mean over the classes that occur among the labels or among what was found: rare classes weigh like others. */
    MACRO,
    /** The mean over the classes, each weighing as many as it has labels. */
    WEIGHTED
}
