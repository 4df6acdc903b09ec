using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.Objects;

public sealed class CodecTests
{
    static readonly Sha S = Sha.Parse("1234567890123456789012345678901234567890");

    [Fact]
    public void Empty_objects_have_the_names_git_gives_them()
    {
        Assert.Equal(Sha.EmptyBlob, GitHash.Of(GitObjectType.Blob, []));
        Assert.Equal(Sha.EmptyTree, GitHash.Of(GitObjectType.Tree, []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void A_loose_object_survives_and_is_named_as_git_names_it(int size)
    {
        using var repo = new GitRepo();
        var content = new byte[size];
        new Random(size).NextBytes(content);
        var sha = GitHash.Of(GitObjectType.Blob, content);
        Assert.Equal(sha.ToString(), repo.GitIn(content, "hash-object", "--stdin"));
        byte[] file = LooseObject.Encode(GitObjectType.Blob, content);
        var back = LooseObject.Decode(file);
        Assert.Equal(GitObjectType.Blob, back.Type);
        Assert.Equal(content, back.Content);
        Assert.Equal((GitObjectType.Blob, size), LooseObject.DecodeHeader(file));
        string hex = sha.ToString();
        Directory.CreateDirectory(Path.Combine(repo.GitDir, "objects", hex[..2]));
        File.WriteAllBytes(Path.Combine(repo.GitDir, "objects", hex[..2], hex[2..]), file);
        repo.Git("fsck", "--strict");
        Assert.Equal(ByteText.From(content), repo.Git("cat-file", "blob", hex) + (content[^1] == '\n' ? "\n" : ""));
    }

    [Fact]
    public void A_damaged_loose_object_is_corrupt_data()
    {
        byte[] file = LooseObject.Encode(GitObjectType.Blob, new byte[1000]);
        Assert.Throws<CorruptData>(() => LooseObject.Decode([1, 2, 3]));
        Assert.Throws<CorruptData>(() => LooseObject.Decode([]));
        Assert.Throws<CorruptData>(() => LooseObject.Decode(file[..^8]));
    }

    [Fact]
    public void A_tree_is_sorted_with_directories_as_if_they_ended_in_a_slash()
    {
        TreeEntry[] entries = [new(GitMode.File, "a0", S), new(GitMode.Tree, "a", S), new(GitMode.File, "a.b", S), new(GitMode.File, "a-b", S), new(GitMode.File, "\u00e9\n", S)];
        var back = TreeCodec.Parse(TreeCodec.Format(entries));
        Assert.Equal(["a-b", "a.b", "a", "a0", "\u00e9\n"], back.Select(e => e.Name));
        Assert.Equal(entries.ToHashSet(), back.ToHashSet());
    }

    [Fact]
    public void A_tree_with_odd_names_is_the_one_git_makes()
    {
        using var repo = new GitRepo();
        string blob = repo.GitIn([65], "hash-object", "-w", "--stdin");
        TreeEntry[] entries = [new(GitMode.File, "x", Sha.Parse(blob)), new(GitMode.Executable, "line\nbreak", Sha.Parse(blob)), new(GitMode.Symlink, "\u00ff\u0080", Sha.Parse(blob))];
        string lines = string.Concat(entries.Select(e => $"{GitMode.ToOctal(e.Mode)} blob {e.Sha}\t{e.Name}\0"));
        Assert.Equal(repo.GitIn(ByteText.Bytes(lines), "mktree", "-z"), GitHash.Of(GitObjectType.Tree, TreeCodec.Format(entries)).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".GIT")]
    [InlineData("a\0")]
    public void A_name_git_refuses_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => TreeCodec.Format([new TreeEntry(GitMode.File, name, S)]));

    [Fact]
    public void A_malformed_tree_is_corrupt_data()
    {
        byte[] good = TreeCodec.Format([new TreeEntry(GitMode.File, "a", S)]);
        for (int n = 1; n < good.Length; n++) Assert.Throws<CorruptData>(() => TreeCodec.Parse(good.AsSpan(0, n)));
    }

    [Fact]
    public void A_commit_with_all_headers_survives()
    {
        var commit = new Commit(Sha.EmptyTree, [S, Sha.EmptyBlob], "A B <a@b> 1700000000 +0200", "C <> 1700000001 -0330",
            [new("encoding", "ISO-8859-1"), new("gpgsig", "-----BEGIN\n\nline\n-----END")], "subject \u00e4\n\nbody\n");
        byte[] content = CommitCodec.Format(commit);
        var back = CommitCodec.Parse(content);
        Assert.Equal(content, CommitCodec.Format(back));
        Assert.Equal(commit.Extra, back.Extra);
        Assert.Equal(commit.Parents, back.Parents);
        Assert.Equal(commit.Message, back.Message);
        Assert.Equal("ISO-8859-1", back.Encoding);
        Assert.Equal(1700000001, back.CommitSeconds);
    }

    [Fact]
    public void A_commit_is_the_one_git_makes()
    {
        using var repo = new GitRepo();
        string made = repo.Run(repo.Top, "sh", ["-c", "GIT_AUTHOR_DATE='1700000000 +0200' GIT_COMMITTER_DATE='1700000000 +0200' git commit-tree -m hello 4b825dc642cb6eb9a060e54bf8d69288fbee4904"]).Output.Trim();
        string who = new CommitIdent("T", "t@example.org", 1700000000, "+0200").ToString();
        var ours = CommitCodec.Format(new Commit(Sha.EmptyTree, [], who, who, "hello\n"));
        Assert.Equal(made, GitHash.Of(GitObjectType.Commit, ours).ToString());
    }

    [Fact]
    public void An_identity_line_is_read()
    {
        Assert.True(CommitIdent.TryParse("A <x> Y <a@b> 17 -0330", out var who));
        Assert.Equal(new CommitIdent("A", "x", 17, "-0330"), who);
        Assert.False(CommitIdent.TryParse("nobody", out _));
        Assert.Equal("-0330", CommitIdent.ZoneOf(new DateTimeOffset(2020, 1, 1, 0, 0, 0, -TimeSpan.FromMinutes(210))));
    }
}
