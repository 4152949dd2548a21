/** What a training run leaves behind: a log to compare runs by, and pictures to look at. */
package org.autodiff.examples.report;
