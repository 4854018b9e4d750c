/** Tables that are written in several forms: text, CSV, JSON and, by the report, HTML. */
@NullMarked
package io.github.dsllm.verification.table;

import org.jspecify.annotations.NullMarked;
