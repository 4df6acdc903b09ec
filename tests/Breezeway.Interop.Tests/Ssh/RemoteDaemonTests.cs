namespace Breezeway.Interop.Tests.Ssh;

/// <summary><c>git annex remotedaemon</c> behind a real sshd.</summary>
public sealed class RemoteDaemonTests
{
    static (Clone Far, Clone Near) Pair(Sandbox sandbox)
    {
        var far = sandbox.Init("far", Program.Mid);
        far.Git("commit", "-q", "--allow-empty", "-m", "first");
        sandbox.Git(Program.Mid, sandbox.Root, "clone", "-q", Sshd.Url(far), "near").MustSucceed();
        var near = new Clone(sandbox, "near", $"{sandbox.Root}/near", Program.Mid);
        near.Annex("init", "near");
        near.Annex("find");
        return (far, near.As(Program.Ours));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void Changes_over_there_are_fetched_as_they_come(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var (far, near) = Pair(sandbox);
        using var daemon = new Talk(sandbox, Program.Ours, near.Path, "git-annex", "remotedaemon", "--foreground");
        string url = Sshd.Url(far);
        Assert.Equal($"CONNECTED {url}", daemon.Hear());
        daemon.HearUntil($"DONESYNCING {url} 1");

        far.Git("commit", "-q", "--allow-empty", "-m", "second");
        Assert.Equal($"SYNCING {url}", daemon.Hear());
        Assert.Equal($"DONESYNCING {url} 1", daemon.Hear());
        Assert.Equal(far.Head, near.Ref("origin/master"));

        daemon.Say("PAUSE");
        Assert.Equal($"DISCONNECTED {url}", daemon.Hear());
        far.Git("commit", "-q", "--allow-empty", "-m", "third");
        daemon.Say("RESUME");
        Assert.Equal($"CONNECTED {url}", daemon.Hear());
        daemon.HearUntil($"DONESYNCING {url} 1");
        Assert.Equal(far.Head, near.Ref("origin/master"));

        daemon.Say("CHANGED " + new string('0', 40));
        daemon.Say("STOP");
        Assert.Equal($"DISCONNECTED {url}", daemon.Hear());
        Assert.Equal(0, daemon.End());
        Until.Holds("nothing is left", () => Processes.Find("BREEZEWAY_SANDBOX=", near.Path).Count == 0);
    }

    [Fact]
    public void A_lost_connection_is_made_again()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox);
        using var daemon = new Talk(sandbox, Program.Ours, near.Path, "git-annex", "remotedaemon", "--foreground");
        string url = Sshd.Url(far);
        daemon.HearUntil($"DONESYNCING {url} 1");
        sshd.Stop();
        daemon.HearUntil($"DISCONNECTED {url}");
        far.Git("commit", "-q", "--allow-empty", "-m", "second");
        sshd.Start();
        daemon.HearUntil($"CONNECTED {url}");
        daemon.HearUntil($"DONESYNCING {url} 1");
        Assert.Equal(far.Head, near.Ref("origin/master"));
        daemon.End();
    }

    [Fact]
    public void Words_that_are_none_of_the_protocol_end_it()
    {
        using var sandbox = new Sandbox();
        var alone = sandbox.Init("alone", Program.Mid);
        using var daemon = new Talk(sandbox, Program.Ours, alone.Path, "git-annex", "remotedaemon", "--foreground");
        daemon.Say("RESUME");
        daemon.Say("FOO");
        Assert.Null(daemon.Hear());
        Assert.Equal(1, daemon.End());
    }
}
