package org.autodiff.examples.workload;

import java.util.function.Supplier;

/**
 * A piece of work to time.
 *
 * @param name group, slash, shape
 * @param setUp makes the inputs and parameters, and gives the body that is run many times
 */
record Workload(String name, Supplier<Runnable> setUp) {}
