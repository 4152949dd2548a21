/** What an entry of the operation table is made of and needs no tensor: domains, samples, formulas, kinks, shapes. */
package org.autodiff.op;
