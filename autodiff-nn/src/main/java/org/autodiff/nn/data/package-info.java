/**
 * Data sets, parts and changes of them, and mini-batches in a seeded order. Sets are read from files (IDX as MNIST's,
 * CIFAR, CSV, folders of images) or need none: the {@link org.autodiff.nn.data.Toys} and the drawn {@link
 * org.autodiff.nn.data.digits.Digits}.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.nn.data;

import org.autodiff.op.LibraryCode;
