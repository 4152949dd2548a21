/** Recurrent networks: layers over sequences, and cells for a single step. */
package org.autodiff.nn.layer.recurrent;
