using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests;

/// <summary>The harness itself, on the reference: what later tests take for granted.</summary>
public sealed class HarnessTests
{
    [Theory]
    [InlineData(Program.Mid, "10.20250416")]
    [InlineData(Program.Old, "10.20230126")]
    public void Each_reference_is_the_only_git_annex_on_its_path(Program program, string version)
    {
        using var sandbox = new Sandbox();
        var found = sandbox.Git(program, sandbox.Root, "annex", "version", "--raw").MustSucceed();
        Assert.StartsWith(version, found.Output, StringComparison.Ordinal);
        Assert.Single(sandbox.PathFor(program).Split(':'), folder => Fs.Exists($"{folder}/git-annex"));
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_through_arguments_and_output()
    {
        using var sandbox = new Sandbox();
        var said = sandbox.Run(Program.Old, sandbox.Root, ["printf", "%s", "a\u00ff\n\u0080"]).MustSucceed();
        Assert.Equal("a\u00ff\n\u0080", said.Output);
    }

    [Fact]
    public void A_process_that_left_its_parent_dies_with_the_sandbox()
    {
        int id;
        using (var sandbox = new Sandbox())
        {
            id = int.Parse(sandbox.Run(Program.Old, sandbox.Root, ["sh", "-c", "cd /; setsid sleep 1000 > /dev/null 2>&1 & echo $!"]).MustSucceed().Output, null);
            Until.Holds("it runs", () => Fs.Exists($"/proc/{id}"));
        }
        Until.Holds("it is gone", () => !Fs.Exists($"/proc/{id}") || Fs.ReadText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_that_hangs_fails_its_test()
    {
        using var sandbox = new Sandbox();
        var e = Assert.Throws<TimeoutException>(() => sandbox.Run(Program.Old, sandbox.Root, ["sh", "-c", "echo said; sleep 100"], limit: TimeSpan.FromSeconds(0.2)));
        Assert.Contains("said", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_assistants_of_the_reference_bring_a_file_across_and_leave_no_process()
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", Program.Mid);
        a.Write("first", "first\n");
        a.Annex("add", "first");
        a.Git("commit", "-qm", "first");
        var b = sandbox.CloneOf(a, "b", Program.Mid);
        b.Annex("sync");
        a.Annex("sync");
        using var daemonA = Daemon.Start(a);
        using var daemonB = Daemon.Start(b);
        a.Write("new", "content\n");
        Until.Holds("the file arrives", () => b.HasContent("new"), TimeSpan.FromSeconds(60), () => daemonA.Log + daemonB.Log);
        Assert.Equal("content\n", b.Read("new"));
        daemonA.Stop();
        daemonB.Stop();
    }

    [Fact]
    public void Over_ssh_the_far_end_is_the_program_that_was_chosen()
    {
        using var sandbox = new Sandbox();
        var far = sandbox.Init("far", Program.Old);
        far.Write("file", "over the wire\n");
        far.Annex("add", "file");
        far.Git("commit", "-qm", "file");
        using var sshd = new Sshd(sandbox, Program.Old);
        sandbox.Git(Program.Mid, sandbox.Root, "clone", "-q", Sshd.Url(far), "near").MustSucceed();
        var near = new Clone(sandbox, "near", $"{sandbox.Root}/near", Program.Mid);
        near.Annex("init", "near");
        near.Annex("get", "file");
        Assert.Equal("over the wire\n", near.Read("file"));
    }

    [Fact]
    public void A_program_can_be_killed_at_a_chosen_system_call()
    {
        using var sandbox = new Sandbox();
        var killed = sandbox.Run(Program.Old, sandbox.Root, [.. Trace.KillAt("mkdir,mkdirat", 2), "mkdir", "one", "two", "three"]);
        Assert.Equal(137, killed.ExitCode);
        Assert.True(Fs.IsDirectory($"{sandbox.Root}/one"));
        Assert.False(Fs.IsDirectory($"{sandbox.Root}/three"));
    }
}
