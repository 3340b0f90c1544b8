package org.rapport.server.egress;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.config.InvalidSettingException;

/** Addresses that others name: none of our own network, however it is written. */
class EgressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://198.18.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::127.0.0.1]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://localhost/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "https:///nowhere",
        "mailto:a@example.org",
      })
  void isRefused(String address) {
    assertThatThrownBy(() -> new Egress("").check(URI.create(address)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theOpenNetworkIsReachedByHttps() {
    assertThatCode(() -> new Egress(null).check(URI.create("https://93.184.216.34/hook")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatTheOperatorAllowsIsReachedAndNothingBeside() {
    Egress egress = new Egress("127.0.0.1:8080, 10.0.0.0/8,fd00::/8");

    assertThatCode(() -> egress.check(URI.create("http://127.0.0.1:8080/x")))
        .doesNotThrowAnyException();
    assertThatCode(() -> egress.check(URI.create("http://10.200.0.1/x")))
        .doesNotThrowAnyException();
    assertThatCode(() -> egress.check(URI.create("https://[fd12::1]/x")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> egress.check(URI.create("http://127.0.0.1:8081/x")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> egress.check(URI.create("https://192.168.0.1/x")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "example.org/8", "10.0.0.0/x", "/8"})
  void anUnreadableNetworkIsSaid(String allow) {
    assertThatThrownBy(() -> new Egress(allow)).isInstanceOf(InvalidSettingException.class);
  }
}
