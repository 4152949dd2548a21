/** Pictures of what a tape has recorded, made from its public view alone. */
package org.autodiff.inspect;
