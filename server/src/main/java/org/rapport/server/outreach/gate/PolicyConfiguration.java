package org.rapport.server.outreach.gate;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyFiles;
import org.rapport.server.policy.PolicyReader;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Loads the rules: those shipped, then those of the folder {@code RAPPORT_POLICY}, where a row
 * replaces the shipped one of the same id.
 */
@Configuration(proxyBeanMethods = false)
public class PolicyConfiguration {
  private static final String SHIPPED = "classpath*:rapport-policy/*.yaml";

  private static final PolicyReader READER =
      new PolicyReader(codes(OutreachPurpose.values()), codes(Channel.values()));

  @Bean
  Policy policy(RapportSettings settings) throws IOException {
    return read(settings);
  }

  @Bean
  PolicyFiles policyFiles(RapportSettings settings) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    shipped(new LinkedHashMap<>(), files);
    if (settings.policy() != null && !settings.policy().isBlank()) {
      addFolder(new LinkedHashMap<>(), files, Path.of(settings.policy()));
    }
    return new PolicyFiles(files);
  }

  /** The rules in force with these settings. */
  public static Policy read(RapportSettings settings) throws IOException {
    Map<String, PolicyRow> rows = shipped();
    if (settings.policy() != null && !settings.policy().isBlank()) {
      addFolder(rows, new LinkedHashMap<>(), Path.of(settings.policy()));
    }
    return new Policy(List.copyOf(rows.values()));
  }

  /**
   * Reads a folder of rules only to see whether it can be.
   *
   * @throws InvalidSettingException for the first thing that is wrong with it
   */
  public static void check(Path folder) {
    addFolder(new LinkedHashMap<>(), new LinkedHashMap<>(), folder);
  }

  /** The rules that are shipped, by id. */
  static Map<String, PolicyRow> shipped() throws IOException {
    Map<String, PolicyRow> rows = new LinkedHashMap<>();
    shipped(rows, new LinkedHashMap<>());
    return rows;
  }

  private static void shipped(Map<String, PolicyRow> rows, Map<String, String> files)
      throws IOException {
    for (Resource file : new PathMatchingResourcePatternResolver().getResources(SHIPPED)) {
      try (Reader yaml = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
        String name = String.valueOf(file.getFilename());
        add(rows, files, name, READER.read(name, yaml));
      }
    }
  }

  @Bean
  Gate gate(
      Policy policy,
      RapportSettings settings,
      @Value("${rapport.number-register.url:}") String register) {
    return new Gate(CivilTime.installed(), policy, senders(settings), !register.isBlank());
  }

  @Bean
  SenderRegister senderRegister(Policy policy, RapportSettings settings) {
    return new SenderRegister(policy, senders(settings));
  }

  /** What messages come from, in the form in which the register of senders has it. */
  public static Map<Channel, String> senders(RapportSettings settings) {
    Map<Channel, String> senders = new EnumMap<>(Channel.class);
    String number = settings.sms().from();
    if (number != null && !number.isBlank()) {
      senders.put(Channel.SMS, number.strip());
    }
    String mailbox = settings.smtp().from();
    if (mailbox != null && !mailbox.isBlank()) {
      String bare = mailbox.substring(mailbox.lastIndexOf('<') + 1).replace(">", "");
      senders.put(Channel.EMAIL, bare.strip().toLowerCase(Locale.ROOT));
    }
    return senders;
  }

  private static void addFolder(
      Map<String, PolicyRow> rows, Map<String, String> names, Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        String name = file.toString();
        add(rows, names, name, READER.read(name, new StringReader(Files.readString(file))));
      }
    } catch (IOException e) {
      throw new InvalidSettingException("RAPPORT_POLICY", "should be a folder that can be read");
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("RAPPORT_POLICY", e.getMessage());
    }
  }

  private static void add(
      Map<String, PolicyRow> rows, Map<String, String> names, String name, List<PolicyRow> more) {
    more.forEach(
        row -> {
          rows.put(row.id(), row);
          names.put(row.id(), name);
        });
  }

  private static Set<String> codes(Coded[] values) {
    return Arrays.stream(values).map(Coded::code).collect(Collectors.toUnmodifiableSet());
  }
}
