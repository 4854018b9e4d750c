package io.github.dsllm.maven.broken;

/** Stands for a goal that another module must not know. */
public final class Plugin {}
