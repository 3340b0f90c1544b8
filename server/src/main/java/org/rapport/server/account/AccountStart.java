package org.rapport.server.account;

import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.store.RandomValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Who may sign in when the server starts: the accounts of {@code RAPPORT_USERS}, and {@code admin},
 * with the password of {@code RAPPORT_ADMIN_PASSWORD} or a random one that is printed once.
 */
@Component
class AccountStart implements InitializingBean {
  private static final Logger log = LoggerFactory.getLogger(AccountStart.class);
  private static final String ADMIN = "admin";

  private final Accounts accounts;
  private final String file;
  private final String adminPassword;

  AccountStart(
      Accounts accounts,
      @Value("${rapport.users:}") String file,
      @Value("${rapport.admin-password:}") String adminPassword) {
    this.accounts = accounts;
    this.file = file.strip();
    this.adminPassword = adminPassword;
  }

  @Override
  public void afterPropertiesSet() {
    Set<String> inFile = new HashSet<>();
    for (AccountsFile.Entry entry : entries()) {
      inFile.add(Accounts.normal(entry.username()));
      accounts.put(
          AccountsFile.account(entry),
          entry.email(),
          entry.passwordHash() == null
              ? accounts.hash(entry.username(), entry.password())
              : entry.passwordHash(),
          true);
    }
    accounts.disableAllFromFileBut(inFile);
    if (!inFile.contains(ADMIN)) {
      admin();
    }
  }

  private List<AccountsFile.Entry> entries() {
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return AccountsFile.read(Path.of(file));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("RAPPORT_USERS", e.getMessage());
    }
  }

  private void admin() {
    boolean there = accounts.named(ADMIN).filter(Account::active).isPresent();
    if (!adminPassword.isBlank()) {
      put(accounts.hash(ADMIN, adminPassword));
    } else if (!there) {
      String password =
          Base64.getUrlEncoder().withoutPadding().encodeToString(RandomValue.bytes(15));
      put(Accounts.encode(password));
      // Once, and on the console alone: whoever starts the first server is its first user.
      System.out.println("The first user is admin, with the password " + password);
      log.info("The first user, admin, was made; its password was printed");
    }
  }

  private void put(String hash) {
    accounts.put(
        new Account(
            null, ADMIN, null, null, Set.of(Role.ADMIN), Set.of(), true, true, null, null, 0),
        null,
        hash,
        false);
  }
}
