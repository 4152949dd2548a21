/** What metrics, searches and the like print. */
package org.autodiff.nn.text;
