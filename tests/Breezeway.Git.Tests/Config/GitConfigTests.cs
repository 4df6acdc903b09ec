using Breezeway.Base.Text;
using Breezeway.Git.Config;

namespace Breezeway.Git.Tests.Config;

public sealed class GitConfigTests : IDisposable
{
    readonly GitRepo _repo = new();

    public void Dispose() => _repo.Dispose();

    const string Text = """
        # comment
        [core]
        	bare = false
        	FileMode
        [remote "Or.ig/in"] ; comment
        	url = /some where/x   ; trailing comment
        	url = "  quoted # not a comment  "
        	fetch = +refs/heads/*:refs/remotes/o/*
        [Section.Dotted]
        	key=value
        [a] b = in one line
        	long = one \
        two
        	escaped = "a\tb\nc\\ \"q\""
        	empty =
        	mixed = a "b  c" d
        [remote "x\"y\\z"]
        	url = odd
        [user]
        	name = Björn
        """;

    [Fact]
    public void A_file_reads_as_git_reads_it()
    {
        _repo.Write("conf", Text);
        string git = _repo.Git("config", "-f", "conf", "--list", "-z");
        string ours = string.Concat(ConfigFile.Parse(ByteText.Utf8(Text)).Select(e => e.Name + (e.Value is null ? "" : "\n" + e.Value) + "\0"));
        Assert.Equal(git, ours);
    }

    [Fact]
    public void Includes_are_followed()
    {
        _repo.Write("sub/inner", "[a]\n\tb = inner\n[include]\n\tpath = deeper\n");
        _repo.Write("sub/deeper", "[a]\n\tc = deeper\n");
        _repo.Write("conf", "[a]\n\tb = outer\n[include]\n\tpath = sub/inner\n\tpath = missing\n[a]\n\td = after\n");
        string git = _repo.Git("config", "-f", "conf", "--list", "-z", "--includes");
        Assert.Equal(git, string.Concat(ConfigFile.Read(_repo.At("conf")).Select(e => $"{e.Name}\n{e.Value}\0")));
    }

    [Fact]
    public void Names_ignore_case_but_for_subsections()
    {
        _repo.Git("config", "remote.UP.annex-uuid", "1");
        _repo.Git("config", "--add", "remote.UP.annex-uuid", "2");
        _repo.Git("config", "Annex.Debug", "yes");
        var config = GitConfig.Load(_repo.Top);
        Assert.Equal("2", config.Get("Remote.UP.Annex-UUID"));
        Assert.Equal(["1", "2"], config.GetAll("remote.UP.annex-uuid"));
        Assert.Null(config.Get("remote.up.annex-uuid"));
        Assert.True(config.GetBool("annex.debug"));
        Assert.Contains("UP", config.Subsections("remote"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("On", true)]
    [InlineData("YES", true)]
    [InlineData("1", true)]
    [InlineData("2k", true)]
    [InlineData("", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("0", false)]
    [InlineData("-1", true)]
    [InlineData("maybe", null)]
    public void Booleans_are_read_as_git_reads_them(string value, bool? expected)
    {
        Assert.Equal(expected, GitConfig.ParseBool(value));
        _repo.Git("config", "a.b", value);
        var (code, output, _) = _repo.TryGit("config", "--type=bool", "a.b");
        Assert.Equal(expected, code == 0 ? output.Trim() == "true" : null);
    }

    [Theory]
    [InlineData("10", 10L)]
    [InlineData("3K", 3072L)]
    [InlineData("-2m", -2097152L)]
    [InlineData("1g", 1073741824L)]
    [InlineData("0x10", 16L)]
    [InlineData("010", 8L)]
    [InlineData("1 k", null)]
    [InlineData("x", null)]
    public void Numbers_are_read_as_git_reads_them(string value, long? expected)
    {
        _repo.Git("config", "a.b", value);
        var (code, output, _) = _repo.TryGit("config", "--type=int", "a.b");
        Assert.Equal(expected?.ToString(), code == 0 ? output.Trim() : null);
        Assert.Equal(expected, GitConfig.Load(_repo.Top).GetInt("a.b"));
    }

    [Fact]
    public void Settings_are_written_and_removed()
    {
        GitConfig.Set(_repo.Top, "annex.x", "a\nb \u00e9");
        Assert.Equal("a\nb \u00e9", GitConfig.Load(_repo.Top).Get("annex.x"));
        _repo.Git("config", "--add", "annex.x", "second");
        GitConfig.Set(_repo.Top, "annex.x", "only");
        Assert.Equal(["only"], GitConfig.Load(_repo.Top).GetAll("annex.x"));
        GitConfig.Unset(_repo.Top, "annex.x");
        GitConfig.Unset(_repo.Top, "annex.x");
        Assert.False(GitConfig.Load(_repo.Top).Has("annex.x"));
    }

    [Fact]
    public void A_bare_name_is_true()
    {
        File.AppendAllText(Path.Combine(_repo.GitDir, "config"), "[a]\n\tb\n");
        var config = GitConfig.Load(_repo.Top);
        Assert.True(config.GetBool("a.b"));
        Assert.Equal("", config.Get("a.b"));
    }
}
