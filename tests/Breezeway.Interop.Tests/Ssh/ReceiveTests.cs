using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>What our server makes of content that is sent to it.</summary>
public sealed class ReceiveTests : IDisposable
{
    const string Hello = "SHA256E-s5--2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824.txt";

    readonly Sandbox _sandbox = new();
    readonly Clone _clone;

    public ReceiveTests() => _clone = _sandbox.Init("r", Program.Mid, "--bare");

    public void Dispose() => _sandbox.Dispose();

    Talk Server(int version = 4)
    {
        var talk = new Talk(_sandbox, Program.Ours, _clone.Path, "git-annex-shell", "p2pstdio", _clone.Path, "c-l-i-e-n-t");
        talk.HearUntil("AUTH-SUCCESS");
        if (version > 0) Assert.Equal($"VERSION {version}", talk.Ask($"VERSION {version}"));
        return talk;
    }

    string Partial => $"{_clone.Path}/annex/tmp/{Hello}";
    string Failed => $"{_clone.Path}/annex/transfer/failed/download/c-l-i-e-n-t/{Hello}";
    bool IsHere(string key = Hello) => _clone.TryAnnex("contentlocation", key).Ok;

    [Fact]
    public void Right_content_is_stored_recorded_and_leaves_no_trace()
    {
        using var server = Server();
        Assert.Equal("PUT-FROM 0", server.Ask($"PUT some%file.txt {Hello}"));
        server.Say("DATA 5");
        Assert.Equal("SUCCESS", server.Ask("helloVALID"));
        Assert.Equal("ALREADY-HAVE", server.Ask($"PUT  {Hello}"));
        server.End();
        Assert.True(IsHere());
        Assert.Contains(_clone.Git("config", "annex.uuid").Trim(), _clone.Annex("whereis", "--key", Hello), StringComparison.Ordinal);
        Assert.False(Fs.Exists(Partial));
        Assert.Empty(Leftovers($"{_clone.Path}/annex/transfer"));
        _clone.MustBeSound();
    }

    static IEnumerable<string> Leftovers(string folder) =>
        (Fs.TryList(folder, out _) ?? []).SelectMany(e => e.Kind == FileKind.Directory ? Leftovers($"{folder}/{e.Name}") : [$"{folder}/{e.Name}"]);

    [Theory]
    [InlineData("DATA 5\nhellxVALID")]
    [InlineData("DATA 5\nhellxINVALID")]
    [InlineData("DATA 4\nhellVALID")]
    [InlineData("DATA 6\nhello!VALID")]
    [InlineData("DATA 0\nVALID")]
    public void Wrong_content_is_refused_and_thrown_away(string data)
    {
        using var server = Server();
        Assert.Equal("PUT-FROM 0", server.Ask($"PUT f {Hello}"));
        Assert.Equal("FAILURE", server.Ask(data));
        Assert.Equal("PUT-FROM 0", server.Ask($"PUT f {Hello}"));
        server.Say("DATA 5");
        Assert.Equal("SUCCESS", server.Ask("helloINVALID"));
        server.End();
        _clone.MustBeSound();
    }

    [Fact]
    public void A_connection_cut_in_the_middle_leaves_what_came()
    {
        using (var server = Server())
        {
            server.Ask($"PUT f {Hello}");
            server.Say("DATA 5\nhe");   // three bytes with the newline
            Assert.Equal(1, server.End());
        }
        Assert.Equal("he\n", Fs.ReadText(Partial));
        Assert.EndsWith("s\nf\n", Fs.ReadText(Failed), StringComparison.Ordinal);
        Fs.WriteText(Partial, "he");
        using var again = Server();
        Assert.Equal("PUT-FROM 2", again.Ask($"PUT f {Hello}"));
        again.Say("DATA 3");
        Assert.Equal("SUCCESS", again.Ask("lloVALID"));
        again.End();
        Assert.False(Fs.Exists(Failed));
        _clone.MustBeSound();
    }

    [Fact]
    public void A_server_killed_in_the_middle_does_not_stand_in_the_way()
    {
        using (var server = Server())
        {
            server.Ask($"PUT f {Hello}");
            server.Say("DATA 5\nh");
            Until.Holds("some of it is there", () => Fs.LStat(Partial) is { Size: 2 });
            server.Kill();
        }
        Assert.False(IsHere());
        using var again = Server();
        Assert.Equal("PUT-FROM 2", again.Ask($"PUT f {Hello}"));
        Assert.Equal("FAILURE", again.Ask("DATA 3\nxxxVALID"));
        again.End();
        Assert.Empty(Leftovers($"{_clone.Path}/annex/transfer/download"));
    }

    [Fact]
    public void A_partial_file_that_is_not_the_beginning_is_found_out_even_without_verification()
    {
        _clone.Git("config", "annex.verify", "false");
        Fs.MakeDirectories(Fs.Parent(Partial));
        Fs.WriteText(Partial, "xx");
        using var server = Server();
        Assert.Equal("PUT-FROM 2", server.Ask($"PUT f {Hello}"));
        server.Say("DATA 3");
        Assert.Equal("FAILURE", server.Ask("lloVALID"));
        Assert.Equal("PUT-FROM 0", server.Ask($"PUT f {Hello}"));
        server.Ask("FAILURE");
        server.End();
    }

    [Fact]
    public void A_link_in_the_place_of_the_partial_file_is_not_followed()
    {
        Fs.MakeDirectories(Fs.Parent(Partial));
        Fs.WriteText($"{_sandbox.Root}/precious", "p");
        Fs.Symlink($"{_sandbox.Root}/precious", Partial);
        using var server = Server();
        Assert.Equal("PUT-FROM 0", server.Ask($"PUT f {Hello}"));
        server.Say("DATA 5");
        Assert.Equal("SUCCESS", server.Ask("helloVALID"));
        server.End();
        Assert.Equal("p", Fs.ReadText($"{_sandbox.Root}/precious"));
        _clone.MustBeSound();
    }

    [Fact]
    public void A_full_disk_is_told_of_before_anything_is_sent()
    {
        _clone.Git("config", "annex.diskreserve", "1000 pb");
        using var server = Server();
        Assert.StartsWith("ERROR not enough free space, need ", server.Ask($"PUT f {Hello}"), StringComparison.Ordinal);
        Assert.Equal("FAILURE", server.Ask($"CHECKPRESENT {Hello}"));
        server.End();
    }

    [Fact]
    public void Keys_without_a_secure_hash_are_refused_where_they_are_not_wanted()
    {
        _clone.Git("config", "annex.securehashesonly", "true");
        using var server = Server();
        Assert.Equal("ERROR annex.securehashesonly blocked adding WORM key", server.Ask("PUT f WORM-s1-m1--x"));
        server.End();
    }

    [Fact]
    public void Content_that_nobody_can_verify_is_taken_only_when_it_did_not_change()
    {
        using var server = Server();
        Assert.Equal("PUT-FROM 0", server.Ask("PUT f WORM-s1-m1--x"));
        server.Say("DATA 1");
        Assert.Equal("FAILURE", server.Ask("xINVALID"));
        Assert.Equal("PUT-FROM 0", server.Ask("PUT f WORM-s1-m1--x"));
        server.Say("DATA 1");
        Assert.Equal("SUCCESS", server.Ask("xVALID"));
        server.End();
    }

    [Fact]
    public void Two_that_send_the_same_do_not_mix()
    {
        using var one = Server();
        using var two = Server();
        Assert.Equal("PUT-FROM 0", one.Ask($"PUT f {Hello}"));
        Assert.StartsWith("ERROR transfer already in progress", two.Ask($"PUT f {Hello}"), StringComparison.Ordinal);
        one.Say("DATA 5");
        Assert.Equal("SUCCESS", one.Ask("helloVALID"));
        Assert.Equal("ALREADY-HAVE", two.Ask($"PUT f {Hello}"));
        one.End();
        two.End();
    }

    [Fact]
    public void Keys_that_no_file_can_be_named_after_are_absent()
    {
        string key = $"SHA256--{new string('a', 300)}";
        using var server = Server();
        Assert.Equal("FAILURE", server.Ask($"CHECKPRESENT {key}"));
        Assert.Equal("FAILURE", server.Ask($"LOCKCONTENT {key}"));
        Assert.Equal("SUCCESS", server.Ask($"REMOVE {key}"));
        Assert.Equal("DATA 0", server.Ask($"GET 0  {key}"));
        Assert.Equal("INVALID", server.Hear());
        server.Say("FAILURE");
        Assert.StartsWith("ERROR ", server.Ask($"PUT  {key}"), StringComparison.Ordinal);
        Assert.Equal("FAILURE", server.Ask($"CHECKPRESENT {Hello}"));
        server.End();
    }

    [Fact]
    public void A_session_that_stays_open_commits_when_it_rests()
    {
        string before = _clone.Ref("git-annex")!;
        using var server = Server();
        server.Ask($"PUT f {Hello}");
        server.Say("DATA 5");
        Assert.Equal("SUCCESS", server.Ask("helloVALID"));
        Until.Holds("the branch has it", () => _clone.Ref("git-annex") != before);
        server.End();
        Assert.Equal(before, _clone.Git("rev-parse", "git-annex^").Trim());
    }
}
