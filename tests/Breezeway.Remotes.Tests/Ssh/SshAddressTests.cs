using Breezeway.Remotes.Ssh;

namespace Breezeway.Remotes.Tests.Ssh;

public sealed class SshAddressTests
{
    [Theory]
    [InlineData("ssh://h/a/b", null, "h", null, "/a/b")]
    [InlineData("ssh://u@h:2222/~/b", "u", "h", 2222, "/~/b")]
    [InlineData("SSH://h/~root/x", null, "h", null, "/~root/x")]
    [InlineData("git+ssh://h/a", null, "h", null, "/a")]
    [InlineData("ssh+git://h/a", null, "h", null, "/a")]
    [InlineData("ssh://h/a%20b", null, "h", null, "/a b")]
    [InlineData("ssh://[::1]:22/a", null, "::1", 22, "/a")]
    [InlineData("ssh://u@[fe80::1%25eth0]/a", "u", "fe80::1%eth0", null, "/a")]
    [InlineData("ssh://h", null, "h", null, "/")]
    [InlineData("ssh://h:/a", null, "h", null, "/a")]
    [InlineData("h:/a", null, "h", null, "/a")]
    [InlineData("h:a/b", null, "h", null, "/~/a/b")]
    [InlineData("u@h:a b", "u", "h", null, "/~/a b")]
    [InlineData("h:~/a", null, "h", null, "/~/a")]
    [InlineData("h:~root/a", null, "h", null, "/~root/a")]
    [InlineData("[::1]:/a", null, "::1", null, "/a")]
    [InlineData("u@[::1]:/a", "u", "::1", null, "/a")]
    [InlineData("[h:2222]:/a", null, "h", 2222, "/a")]
    public void Urls_are_read_as_git_and_the_reference_read_them(string url, string? user, string host, int? port, string path) =>
        Assert.Equal(new SshAddress(user, host, port, path), SshAddress.TryParse(url));

    /// <summary>Above all, nothing that ssh would take for an option.</summary>
    [Theory]
    [InlineData("ssh://-oProxyCommand=x/a")]
    [InlineData("ssh://-u@h/a")]
    [InlineData("-oProxyCommand=x:/a")]
    [InlineData("ssh:///a")]
    [InlineData("ssh://h:99999/a")]
    [InlineData("ssh://h:x/a")]
    [InlineData("ssh://h%20-o/a")]
    [InlineData("ssh://%2DoProxyCommand=x/a")]
    [InlineData("http://h/a")]
    [InlineData("/a:b")]
    [InlineData("./h:a")]
    [InlineData(":a")]
    [InlineData("")]
    public void Other_things_are_no_address(string url) => Assert.Null(SshAddress.TryParse(url));

    [Theory]
    [InlineData("h:a", "ssh://h/~/a")]
    [InlineData("u@[::1]:/a", "ssh://u@[::1]/a")]
    [InlineData("ssh://h:1/a", "ssh://h:1/a")]
    public void Every_form_can_be_written_as_a_url(string from, string url) => Assert.Equal(url, SshAddress.TryParse(from)!.Url);

    [Fact]
    public void Words_are_quoted_for_a_shell_as_the_reference_does()
    {
        Assert.Equal("'it'\"'\"'s'", SshTransport.Quote("it's"));
        Assert.Equal("abc-1", SshTransport.Word("abc-1"));
        Assert.Equal("'a b'", SshTransport.Word("a b"));
        Assert.Equal(["-i", "a b", "-C", ""], SshWords.Split(" -i 'a b'\t-C \"\" "));
    }
}
