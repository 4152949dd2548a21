/**
 * Programs that use the library: {@link org.autodiff.examples.Quickstart} trains a network in a minute,
 * {@link org.autodiff.examples.Train} is the command line to train others, {@link org.autodiff.examples.MemoryRun} and
 * {@link org.autodiff.examples.LongChain} show how memory and time grow.
 */
package org.autodiff.examples;
