package org.rapport.server.identity;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Short forms that are no beginning of the name they stand for, in English, French and Spanish.
 * They only ever make two given names similar, never the same, so a list that is short costs a
 * question to staff and no more.
 */
final class ShortNames {
  private static final String[] FAMILIES = {
    "robert bob bobby rob robbie",
    "william bill billy will liam guillermo memo",
    "elizabeth liz beth betty eliza lisa isabel",
    "margaret peggy maggie meg",
    "richard dick rick rich",
    "john jack johnny",
    "james jim jimmy",
    "edward ted ned eddie",
    "catherine katherine kathryn kate katie cathy kathy",
    "anthony tony antonio",
    "michael mike mick",
    "alexander alexandra alex sandra sasha xander",
    "henry harry hank",
    "charles chuck charlie",
    "dorothy dot dottie",
    "sarah sally",
    "susan sue",
    "patricia pat patty trish",
    "teresa theresa terry tess",
    "joseph joe jose pepe",
    "francisco paco pancho",
    "ignacio nacho",
    "jesus chucho chuy",
    "enrique quique",
    "dolores lola",
    "guadalupe lupe",
    "francoise fanfan",
    "andrew drew andy",
    "nicholas nick nico",
    "rebecca becky",
    "deborah debbie",
    "mary molly polly maria",
  };

  private static final Map<String, Set<Integer>> BY_NAME = new HashMap<>();

  static {
    for (int family = 0; family < FAMILIES.length; family++) {
      int number = family;
      Arrays.stream(FAMILIES[family].split(" "))
          .forEach(name -> BY_NAME.computeIfAbsent(name, none -> new HashSet<>()).add(number));
    }
  }

  private ShortNames() {}

  /** Whether both may be forms of one name; both in normal form. */
  static boolean related(String one, String other) {
    return BY_NAME.getOrDefault(one, Set.of()).stream()
        .anyMatch(BY_NAME.getOrDefault(other, Set.of())::contains);
  }
}
