namespace Breezeway.Interop.Tests.Ssh;

/// <summary>Two clones under <c>git annex assistant</c>, each the other's remote behind a real sshd.</summary>
public sealed class AssistantTests
{
    static (Clone A, Clone B) Pair(Sandbox sandbox)
    {
        var a = sandbox.Init("a", Program.Ours);
        a.Git("commit", "-q", "--allow-empty", "-m", "first");
        sandbox.Git(Program.Ours, sandbox.Root, "clone", "-q", Sshd.Url(a), "b").MustSucceed();
        var b = new Clone(sandbox, "b", $"{sandbox.Root}/b", Program.Ours);
        b.Annex("init", "b");
        a.Git("remote", "add", "b", Sshd.Url(b));
        return (a, b);
    }

    static void Arrives(Clone to, string file, string text, params Daemon[] daemons) =>
        Until.Holds($"{file} is in {to.Name}", () => to.TryRead(file) == text, TimeSpan.FromMinutes(1), () => string.Join('\n', daemons.Select(d => d.Log)));

    [Fact]
    public void A_file_created_in_either_clone_arrives_in_the_other_and_no_process_is_left()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (a, b) = Pair(sandbox);
        using var here = Daemon.Start(a);
        using var there = Daemon.Start(b);
        a.Write("from-a", "made in a\n");
        Arrives(b, "from-a", "made in a\n", here, there);
        b.Write("from-b", "made in b\n");
        Arrives(a, "from-b", "made in b\n", here, there);
        Assert.Equal(0, here.Stop());
        Assert.Equal(0, there.Stop());
        Until.Holds("no ssh is left, nor what it ran", () => Processes.Find("BREEZEWAY_SANDBOX=never", a.Path).Concat(Processes.Find("BREEZEWAY_SANDBOX=never", b.Path)).Count() == 0);
    }

    [Fact]
    public void With_one_assistant_alone_files_go_and_come_and_a_host_that_was_away_catches_up()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (a, b) = Pair(sandbox);
        using var there = Daemon.Start(b);
        a.Write("from-a", "made in a\n");
        a.Annex("add", "from-a");
        a.Git("commit", "-q", "-m", "second");
        Arrives(b, "from-a", "made in a\n", there);
        sshd.Stop();
        b.Write("from-b", "made in b\n");
        Until.Holds("it is committed", () => b.TryGit("cat-file", "-e", "HEAD:from-b").Ok, details: () => there.Log);
        sshd.Start();
        Until.Holds("it is pushed", () => a.TryGit("cat-file", "-e", "synced/master:from-b").Ok, TimeSpan.FromMinutes(1), () => there.Log);
        a.Annex("merge");
        Arrives(a, "from-b", "made in b\n", there);
        Assert.Equal(0, there.Stop());
    }
}
