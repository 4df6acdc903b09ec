using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>Our commands on a remote behind a real sshd, whose git-annex-shell is the reference's, or ours.</summary>
public sealed class SshRemoteTests
{
    const Program Maker = Program.Mid;

    static (Clone Far, Clone Near) Pair(Sandbox sandbox)
    {
        var far = sandbox.Init("far", Maker);
        far.Write("file", "over the wire\n");
        far.Write("folder/bytes \u00e9\u00ff", "odd name\n");
        far.Annex("add", ".");
        far.Git("commit", "-qm", "files");
        sandbox.Git(Maker, sandbox.Root, "clone", "-q", Sshd.Url(far), "near").MustSucceed();
        var near = new Clone(sandbox, "near", $"{sandbox.Root}/near", Maker);
        near.Annex("init", "near");
        return (far, near.As(Program.Ours));
    }

    static bool Has(Clone clone, string file, Clone where)
    {
        string key = clone.As(Maker).Annex("lookupkey", file).Trim();
        return where.As(Maker).TryAnnex("contentlocation", key).Ok;
    }

    static void Add(Clone near, string file, byte[] content)
    {
        near.Write(file, content);
        near.As(Maker).Annex("add", file);
        near.Git("commit", "-qm", file);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void Content_is_got_copied_moved_and_dropped(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var (far, near) = Pair(sandbox);

        near.Annex("get", ".");
        Assert.Equal("over the wire\n", near.Read("file"));
        Assert.Equal(far.Git("config", "annex.uuid"), near.Git("config", "remote.origin.annex-uuid"));

        near.Annex("drop", "file");
        Assert.False(near.HasContent("file"));
        near.Annex("move", "--from", "origin", "file");
        Assert.True(near.HasContent("file"));
        Assert.False(Has(near, "file", far));
        near.Annex("move", "--to", "origin", "file");
        Assert.False(near.HasContent("file"));
        Assert.True(Has(near, "file", far));

        Add(near, "new", [1, 2, 3]);
        Assert.Contains("ok", near.Annex("copy", "--to", "origin", "new"), StringComparison.Ordinal);
        Assert.True(Has(near, "new", far));
        near.Annex("drop", "--from", "origin", "new");
        Assert.False(Has(near, "new", far));
        far.MustBeSound();
        near.As(Maker).MustBeSound();
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void Broken_transfers_are_continued_both_ways(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var (far, near) = Pair(sandbox);
        byte[] content = new byte[400_000];
        new Random(1).NextBytes(content);
        Add(near, "big", content);
        string key = near.As(Maker).Annex("lookupkey", "big").Trim();
        foreach (var clone in new[] { far, near }) Fs.MakeDirectories($"{clone.GitFolder}/annex/tmp");

        Fs.WriteAll($"{far.GitFolder}/annex/tmp/{key}", content.AsSpan(0, 123_456));
        near.Annex("copy", "--to", "origin", "big");
        Assert.True(Has(near, "big", far));

        near.Annex("drop", "big");
        Fs.WriteAll($"{near.GitFolder}/annex/tmp/{key}", content.AsSpan(0, 222_222));
        near.Annex("get", "big");
        Assert.Equal(content, Fs.ReadAll(near.At("big")));

        near.Annex("drop", "big");
        Fs.WriteAll($"{near.GitFolder}/annex/tmp/{key}", new byte[99]);
        near.TryAnnex("get", "big");
        near.Annex("get", "big");
        Assert.Equal(content, Fs.ReadAll(near.At("big")));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void Many_files_go_over_few_connections(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var (far, near) = Pair(sandbox);
        for (int i = 0; i < 30; i++) near.Write($"many/{i}", $"content {i}\n");
        near.As(Maker).Annex("add", "many");
        near.Git("commit", "-qm", "many");
        int before = Connections(sshd);
        near.Annex("copy", "-J3", "--to", "origin", "many");
        near.As(Maker).Annex("drop", "--force", "many");
        near.Annex("get", "-J3", "many");
        for (int i = 0; i < 30; i++) Assert.Equal($"content {i}\n", near.Read($"many/{i}"));
        Assert.InRange(Connections(sshd) - before, 1, 2);   // one a command
        Assert.DoesNotContain(Processes.Find("BREEZEWAY_SANDBOX=", sandbox.Root), p => (Fs.TryReadText($"/proc/{p}/cmdline") ?? "").Contains("[mux]", StringComparison.Ordinal));
        far.MustBeSound();
    }

    static int Connections(Sshd sshd) => sshd.Log.Split('\n').Count(l => l.Contains("Accepted publickey", StringComparison.Ordinal));

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void The_last_copy_stays_and_so_does_one_that_is_held(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var (far, near) = Pair(sandbox);
        near.TryAnnex("drop", "--from", "origin", "file").MustFail();
        Assert.True(Has(near, "file", far));
        near.Annex("get", "file");
        string key = near.As(Maker).Annex("lookupkey", "file").Trim();
        if (server != Program.Old)
            using (Held.Shared(far, key)) near.TryAnnex("drop", "--from", "origin", "file").MustFail();
        Assert.True(Has(near, "file", far));
        near.Annex("drop", "--from", "origin", "file");
        near.TryAnnex("drop", "file").MustFail();
        Assert.True(near.HasContent("file"));
    }

    [Fact]
    public void A_host_without_git_annex_is_ignored_from_then_on()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Mid);
        var (far, near) = Pair(sandbox);
        near.Git("config", "--unset", "remote.origin.annex-uuid");
        near.Git("config", "remote.origin.annex-shell", "no-such-program");
        var said = near.TryAnnex("get", "file").MustFail();
        Assert.Contains("Remote origin does not have git-annex installed; setting annex-ignore", said.Errors, StringComparison.Ordinal);
        Assert.Equal("true\n", near.Git("config", "remote.origin.annex-ignore"));
        int before = Connections(sshd);
        near.TryAnnex("get", "file").MustFail();
        Assert.Equal(before, Connections(sshd));
    }

    [Fact]
    public void A_host_that_cannot_be_reached_is_tried_again_later()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Mid);
        var (far, near) = Pair(sandbox);
        near.Git("config", "--unset", "remote.origin.annex-uuid");
        sshd.Stop();
        var said = near.TryAnnex("get", "file").MustFail();
        Assert.Contains("Unable to connect to repository origin", said.Errors, StringComparison.Ordinal);
        Assert.False(near.TryGit("config", "remote.origin.annex-ignore").Ok);
        sshd.Start();
        near.Annex("get", "file");
        sshd.Stop();
        near.TryAnnex("drop", "file").MustFail();
        Assert.True(near.HasContent("file"));
    }

    [Fact]
    public void Another_repository_at_that_place_is_not_used()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox);
        near.Annex("get", "file");
        far.Git("config", "annex.uuid", "11111111-2222-3333-4444-555555555555");
        var said = near.TryAnnex("drop", "file").MustFail();
        Assert.Contains("expected repository UUID", said.Errors, StringComparison.Ordinal);
        Assert.True(near.HasContent("file"));
    }

    [Fact]
    public void The_users_own_ssh_program_is_used_when_asked_for()
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Mid);
        var (far, near) = Pair(sandbox);
        string log = $"{sandbox.Root}/tmp/calls";
        Fs.WriteText($"{sandbox.Bin}/myssh", $"#!/bin/sh\necho \"$@\" >> {log}\nexec ssh \"$@\"\n");
        Fs.SetPermissions($"{sandbox.Bin}/myssh", 0x1ED);
        near.Annex("get", "file");
        near.Annex("drop", "file");
        Assert.False(Fs.Exists(log));
        foreach (string variable in new[] { "GIT_SSH", "GIT_SSH_COMMAND" })
        {
            sandbox.Run(Program.Ours, near.Path, ["git-annex", "get", "file"], environment: [("GIT_ANNEX_USE_GIT_SSH", "1"), (variable, "myssh")]).MustSucceed();
            Assert.Contains("annexhost git-annex-shell 'p2pstdio'", Fs.ReadText(log), StringComparison.Ordinal);
            Assert.DoesNotContain("-S", Fs.ReadText(log), StringComparison.Ordinal);
            near.As(Maker).Annex("drop", "--force", "file");
            Fs.Unlink(log);
        }
        // without being asked, another program is none of ours
        sandbox.Run(Program.Ours, near.Path, ["git-annex", "get", "file"], environment: [("GIT_SSH", "myssh")]).MustSucceed();
        Assert.False(Fs.Exists(log));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void Sync_goes_both_ways_over_one_connection(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var (far, near) = Pair(sandbox);
        Add(near, "new", [1, 2, 3]);
        int before = Connections(sshd);
        near.Annex("sync", "--content");
        Assert.Equal(1, Connections(sshd) - before);   // git's own included
        Assert.True(near.HasContent("file"));
        Assert.True(Has(near, "new", far));
        far.Annex("merge");
        Assert.Equal([1, 2, 3], Fs.ReadAll(far.At("new")));
        Assert.Equal("", near.Git("status", "--porcelain"));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    [InlineData(Program.Ours)]
    public void Sync_initialises_a_plain_repository_over_there(Program server)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, server);
        var near = sandbox.Init("near", Maker).As(Program.Ours);
        Add(near, "file", [1]);
        sandbox.Git(Maker, sandbox.Root, "init", "-q", "--bare", "far.git").MustSucceed();
        var far = new Clone(sandbox, "far.git", $"{sandbox.Root}/far.git", Maker);
        near.Git("remote", "add", "origin", Sshd.Url(far));
        near.Annex("sync", "--content");
        Assert.Equal(far.Git("config", "annex.uuid"), near.Git("config", "remote.origin.annex-uuid"));
        Assert.True(Has(near, "file", far));
    }
}
