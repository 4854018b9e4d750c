package io.github.dsllm.sim.physics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups of nodes that drive each other in circles: the strongly connected components of J (Tarjan, SIAM J. Comput. 1 (1972) 146, without recursion; linear
 * in nodes and couplings). Drivers come before what they drive, so that a cascade (pattern A2) is a sequence of single nodes, parallel systems (B2) are
 * several groups, and a coupled system (B1) is one.
 */
final class Components {
    private final Couplings couplings;
    private final int[] order; // when the node was first seen, from 1; 0 if it was not
    private final int[] lowest; // earliest node that it reaches
    private final int[] next; // entry of the node's row to follow next
    private final boolean[] open; // whether its component is not yet known
    private final int[] pending; // open nodes in the order in which they were seen
    private final List<int[]> found = new ArrayList<>();
    private int seen;
    private int waiting;

    private Components(Couplings couplings) {
        int n = couplings.nodes();
        this.couplings = couplings;
        this.order = new int[n];
        this.lowest = new int[n];
        this.next = Arrays.copyOf(couplings.starts(), n);
        this.open = new boolean[n];
        this.pending = new int[n];
    }

    /** Nodes of each component, ascending; a component comes after those that drive it. */
    static List<int[]> of(Couplings couplings) {
        Components search = new Components(couplings);
        int[] path = new int[couplings.nodes()];
        for (int root = 0; root < couplings.nodes(); root++) {
            if (search.order[root] == 0) {
                search.explore(root, path);
            }
        }
        return search.found;
    }

    private void explore(int root, int[] path) {
        int depth = 0;
        path[0] = root;
        enter(root);
        while (depth >= 0) {
            int node = path[depth];
            if (next[node] < couplings.starts()[node + 1]) {
                int driver = couplings.columns()[next[node]++];
                if (order[driver] == 0) {
                    path[++depth] = driver;
                    enter(driver);
                } else if (open[driver]) {
                    lowest[node] = Math.min(lowest[node], order[driver]);
                }
            } else {
                close(node);
                depth--;
                if (depth >= 0) {
                    lowest[path[depth]] = Math.min(lowest[path[depth]], lowest[node]);
                }
            }
        }
    }

    private void enter(int node) {
        order[node] = ++seen;
        lowest[node] = seen;
        open[node] = true;
        pending[waiting++] = node;
    }

    private void close(int node) {
        if (lowest[node] != order[node]) {
            return;
        }
        int first = waiting;
        do {
            open[pending[--first]] = false;
        } while (pending[first] != node);
        int[] component = Arrays.copyOfRange(pending, first, waiting);
        Arrays.sort(component);
        found.add(component);
        waiting = first;
    }
}
