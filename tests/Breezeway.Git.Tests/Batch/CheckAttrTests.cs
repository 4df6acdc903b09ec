using Breezeway.Git.Batch;

namespace Breezeway.Git.Tests.Batch;

public sealed class CheckAttrTests
{
    [Fact]
    public void Attributes_come_in_the_order_asked_for()
    {
        using var repo = new GitRepo();
        repo.Write(".gitattributes", "*.c annex.backend=SHA1 annex.numcopies=3\n*.d -annex.numcopies annex.backend\n");
        repo.Write("sub/.gitattributes", "* annex.numcopies=2\n");
        using var check = new CheckAttr(RepositoryLocation.At(repo.Top)!, "annex.numcopies", "annex.backend");
        Assert.Equal(["3", "SHA1"], check.Get("a.c"));
        Assert.Equal([CheckAttr.Unset, CheckAttr.Set], check.Get("a.d"));
        Assert.Equal([CheckAttr.Unspecified, CheckAttr.Unspecified], check.Get("a\nb"));
        Assert.Equal(["2", "SHA1"], check.Get("sub/deep/\u00e9.c"));
        repo.Write(".gitattributes", "*.c annex.backend=MD5\n");
        check.Rest();
        Assert.Equal([CheckAttr.Unspecified, "MD5"], check.Get("a.c"));
        int n = 0;
        check.Get(Enumerable.Range(0, 5000).Select(i => $"sub/{i}.c"), (path, values) =>
        {
            Assert.Equal($"sub/{n++}.c", path);
            Assert.Equal(["2", "MD5"], values);
        });
        Assert.Equal(5000, n);
    }

    [Fact]
    public void A_bare_repository_answers_too()
    {
        using var repo = new GitRepo("--bare");
        repo.Write("info/attributes", "* annex.numcopies=7\n");
        using var check = new CheckAttr(RepositoryLocation.At(repo.Top)!, "annex.numcopies");
        Assert.Equal(["7"], check.Get("x"));
    }

    [Fact]
    public void A_repository_that_is_gone_is_a_failure_that_says_so()
    {
        using var repo = new GitRepo();
        using var check = new CheckAttr(new RepositoryLocation(repo.GitDir + "x", repo.GitDir + "x", repo.Top), "annex.numcopies");
        Assert.Contains("not a git repository", Assert.Throws<GitFailed>(() => check.Get("x")).Message);
    }
}
