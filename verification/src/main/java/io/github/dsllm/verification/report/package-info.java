/**
 * One HTML page on a model and its chip, without need of a network. It is made of sections that anybody can add through {@link
 * io.github.dsllm.verification.report.ReportSection}.
 */
@NullMarked
package io.github.dsllm.verification.report;

import org.jspecify.annotations.NullMarked;
