package io.github.dsllm.sim.training.data;

import io.github.dsllm.codegen.UserError;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of stories as users write them: {@code 7}, {@code 0-19}, every 31st as {@code 20-1725/31}, with commas between. */
public final class StoryNumbers {
    private static final Pattern PART = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7})(?:/(\\d{1,7}))?)?");

    private StoryNumbers() {}

    /**
     * The numbers of a list; none of an empty one.
     *
     * @throws UserError naming the part that is no number and no range
     */
    public static Set<Integer> of(String list) {
        Set<Integer> numbers = new TreeSet<>();
        if (!list.isBlank()) {
            for (String part : list.split(",", -1)) {
                add(part.strip(), numbers);
            }
        }
        return Collections.unmodifiableSet(numbers);
    }

    private static void add(String part, Set<Integer> numbers) {
        Matcher matcher = PART.matcher(part);
        int step = matcher.matches() && matcher.group(3) != null ? Integer.parseInt(matcher.group(3)) : 1;
        if (!matcher.matches() || step == 0) {
            throw new UserError("\"" + part
                    + "\" is no story or range of stories; perhaps you should write it like 7, 0-19 or 20-1725/31");
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        for (int number = first; number <= last; number += step) {
            numbers.add(number);
        }
    }
}
