using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>Our git-annex-shell behind a real sshd, used by the reference.</summary>
public sealed class ShellServerTests
{
    /// <summary>A repository at the far end with a file whose content is there, and a clone of it here.</summary>
    static (Clone Far, Clone Near) Pair(Sandbox sandbox, Program client, bool bare = false)
    {
        var far = sandbox.Init("far", client);
        far.Write("file", "over the wire\n");
        far.Annex("add", "file");
        far.Git("commit", "-qm", "file");
        if (bare)
        {
            sandbox.Git(client, sandbox.Root, "clone", "-q", "--bare", far.Path, "far.git").MustSucceed();
            var moved = new Clone(sandbox, "far.git", $"{sandbox.Root}/far.git", client);
            moved.Annex("init", "far");
            moved.Annex("move", "--all", "--from", "origin");
            far = moved;
        }
        sandbox.Git(client, sandbox.Root, "clone", "-q", Sshd.Url(far), "near").MustSucceed();
        var near = new Clone(sandbox, "near", $"{sandbox.Root}/near", client);
        near.Annex("init", "near");
        return (far, near);
    }

    /// <summary>Waits for the sessions at the far end: clients do not.</summary>
    static void Settled(Clone far) => Until.Holds("no session is left", () => !Processes.Find("SSH_CONNECTION=", far.Sandbox.Root)
        .Any(id => (Fs.TryReadText($"/proc/{id}/cmdline") ?? "").Contains("p2pstdio", StringComparison.Ordinal)));

    static bool Has(Clone clone, string file, Clone where)
    {
        string key = clone.Annex("lookupkey", file).Trim();
        return Objects($"{where.GitFolder}/annex/objects").Any(o => Fs.BaseName(o) == key && Fs.IsFile(o));
    }

    static IEnumerable<string> Objects(string folder) =>
        (Fs.TryList(folder, out _) ?? []).SelectMany(e => e.Kind == FileKind.Directory ? Objects($"{folder}/{e.Name}") : [$"{folder}/{e.Name}"]);

    [Theory]
    [InlineData(Program.Mid, false)]
    [InlineData(Program.Old, false)]
    [InlineData(Program.Mid, true)]
    [InlineData(Program.Old, true)]
    public void The_reference_gets_copies_moves_and_drops(Program client, bool bare)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox, client, bare);

        near.Annex("get", "file");
        Assert.Equal("over the wire\n", near.Read("file"));

        near.Annex("drop", "file");              // the far copy is locked meanwhile
        Assert.False(near.HasContent("file"));

        near.Annex("move", "--from", "origin", "file");
        Assert.True(near.HasContent("file"));
        Assert.False(Has(near, "file", far));

        near.Annex("move", "--to", "origin", "file");
        Assert.False(near.HasContent("file"));
        Assert.True(Has(near, "file", far));

        near.Write("new", "made here\n");
        near.Annex("add", "new");
        near.Git("commit", "-qm", "new");
        near.Annex("copy", "--to", "origin", "new");
        Assert.True(Has(near, "new", far));
        near.Annex("copy", "--to", "origin", "new");
        near.Annex("fsck", "--from", "origin", "--quiet");

        near.Annex("drop", "--from", "origin", "new");
        Assert.False(Has(near, "new", far));
        Settled(far);
        far.Git("fsck", "--no-dangling", "--no-progress");
        if (!bare) far.MustBeSound(Program.Mid);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void The_server_records_what_it_was_given_and_what_was_taken(Program client)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox, client);
        near.Write("new", "made here\n");
        near.Annex("add", "new");
        near.Git("commit", "-qm", "new");
        string before = far.Ref("git-annex")!, key = near.Annex("lookupkey", "new").Trim(), uuid = far.Git("config", "annex.uuid").Trim();

        near.Annex("copy", "--to", "origin", "new");
        Settled(far);
        Assert.Equal("update", far.Git("log", "-1", "--format=%s", "git-annex").Trim());
        Assert.Equal(before, far.Git("rev-parse", "git-annex^").Trim());
        string log = far.Git("diff", "--name-only", "git-annex^", "git-annex").Trim();
        Assert.EndsWith($"/{key}.log", log, StringComparison.Ordinal);
        Assert.Matches($@"^[0-9.]+s 1 {uuid}\n$", far.Git("show", $"git-annex:{log}"));

        near.Annex("drop", "--from", "origin", "new");
        Settled(far);
        Assert.Matches($@"^[0-9.]+s 0 {uuid}\n$", far.Git("show", $"git-annex:{log}"));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void Sync_works_with_content_both_ways(Program client)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox, client);
        near.Write("new", "made here\n");
        near.Annex("add", "new");
        near.Git("commit", "-qm", "new");
        near.Annex("sync", "--content");
        Assert.True(near.HasContent("file"));
        Assert.True(Has(near, "new", far));
        far.Annex("merge");
        Assert.Equal("made here\n", far.Read("new"));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void Sync_initialises_a_plain_repository_at_the_far_end(Program client)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var near = sandbox.Init("near", client);
        near.Write("file", "content\n");
        near.Annex("add", "file");
        near.Git("commit", "-qm", "file");
        sandbox.Git(client, sandbox.Root, "init", "-q", "--bare", "far.git").MustSucceed();
        var far = new Clone(sandbox, "far.git", $"{sandbox.Root}/far.git", client);
        near.Git("remote", "add", "origin", Sshd.Url(far));
        near.Annex("sync");
        Assert.Equal(far.Git("config", "annex.uuid"), near.Git("config", "remote.origin.annex-uuid"));
        near.Annex("copy", "--to", "origin", "file");
        Assert.True(Has(near, "file", far));
        far.MustBeSound();
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void An_unlocked_file_at_the_far_end_gets_and_loses_its_content(Program client)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var far = sandbox.Init("far", client);
        far.Write("file", "unlocked over there\n");
        far.Git("config", "annex.addunlocked", "true");
        far.Annex("add", "file");
        far.Git("commit", "-qm", "file");
        sandbox.Git(client, sandbox.Root, "clone", "-q", Sshd.Url(far), "near").MustSucceed();
        var near = new Clone(sandbox, "near", $"{sandbox.Root}/near", client);
        near.Annex("init", "near");

        near.Annex("move", "--from", "origin", "file");
        Assert.StartsWith("/annex/objects/", far.Read("file"), StringComparison.Ordinal);
        Settled(far);
        Assert.Equal("", far.Git("status", "--porcelain"));

        near.Annex("copy", "--to", "origin", "file");
        Assert.Equal("unlocked over there\n", far.Read("file"));
        Settled(far);
        Assert.Equal("", far.Git("status", "--porcelain"));
        far.MustBeSound(Program.Mid);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void A_copy_that_is_needed_over_there_is_not_dropped_and_says_so(Program client)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox, client);
        near.Annex("get", "file");
        string key = near.Annex("lookupkey", "file").Trim();
        using (Held.Shared(far, key))
        {
            var refused = near.TryAnnex("drop", "--from", "origin", "file").MustFail();
            Assert.Contains("content is locked", refused.Errors + refused.Output, StringComparison.Ordinal);
            Assert.True(Has(near, "file", far));
        }
        near.Annex("drop", "--from", "origin", "file");
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void What_a_broken_transfer_left_is_continued(Program client)
    {
        using var sandbox = new Sandbox();
        using var sshd = new Sshd(sandbox, Program.Ours);
        var (far, near) = Pair(sandbox, client);
        byte[] content = new byte[300_000];
        new Random(4).NextBytes(content);
        near.Write("big", content);
        near.Annex("add", "big");
        near.Git("commit", "-qm", "big");
        string key = near.Annex("lookupkey", "big").Trim(), tmp = $"{far.GitFolder}/annex/tmp";
        Fs.MakeDirectories(tmp);
        Fs.WriteAll($"{tmp}/{key}", content.AsSpan(0, 123_456));
        near.Annex("copy", "--to", "origin", "big");
        Assert.True(Has(near, "big", far));
        Assert.False(Fs.Exists($"{tmp}/{key}"));

        // a beginning that is another content's is found out, and the next try starts anew
        near.Annex("drop", "--from", "origin", "big");
        Fs.WriteAll($"{tmp}/{key}", new byte[1000]);
        near.TryAnnex("copy", "--to", "origin", "big");
        near.Annex("copy", "--to", "origin", "big");
        far.MustBeSound();
    }
}
