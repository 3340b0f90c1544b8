package org.rapport.server.embedded;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/**
 * Asks a HotSpot JVM to give unused heap back to the machine: {@code java -jar} takes no options
 * from a jar, and the default heap grows to a quarter of the machine's memory and stays there. What
 * an operator sets on the command line wins; another JVM is left alone.
 */
public final class Footprint {
  // In this order: the smallest share of free heap may never be above the largest.
  private static final List<Map.Entry<String, String>> WANTED =
      List.of(
          Map.entry("MinHeapFreeRatio", "10"),
          Map.entry("MaxHeapFreeRatio", "25"),
          Map.entry("G1PeriodicGCInterval", "15000"));

  private Footprint() {}

  /** Sets the manageable options; silently does without those that this JVM lacks. */
  public static void keepSmall() {
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (vm == null) {
      return;
    }
    for (Map.Entry<String, String> option : WANTED) {
      try {
        if ("DEFAULT".equals(vm.getVMOption(option.getKey()).getOrigin().name())) {
          vm.setVMOption(option.getKey(), option.getValue());
        }
      } catch (IllegalArgumentException e) {
        // Another collector, or another JVM: nothing to keep small here.
      }
    }
  }
}
