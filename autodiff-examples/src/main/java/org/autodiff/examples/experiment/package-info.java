/**
 * The experiments that lectures on neural networks show, each as a command of {@link
 * org.autodiff.examples.experiment.Experiments} that prints its results and draws a picture.
 */
package org.autodiff.examples.experiment;
