using Breezeway.Git.History;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.History;

public sealed class CommitGraphTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_histories_have_the_merge_bases_git_finds(int seed)
    {
        using var repo = new GitRepo();
        using var store = new ObjectStore(RepositoryLocation.At(repo.Top)!);
        var random = new Random(seed);
        var commits = new List<Sha>();
        for (int i = 0; i < 60; i++)
        {
            var parents = new HashSet<Sha>();
            int wanted = i == 0 ? 0 : random.Next(10) switch { 0 => 0, < 6 => 1, < 9 => 2, _ => 3 };
            for (int p = 0; p < wanted; p++) parents.Add(commits[Math.Max(0, i - 1 - random.Next(8))]);
            // Clocks that are equal, or a little wrong.
            string who = new CommitIdent("T", "t", 1_700_000_000 + i * 10 - random.Next(3) * 15, "+0000").ToString();
            commits.Add(store.Write(new Commit(Sha.EmptyTree, [.. parents], who, who, $"{i}\n")));
        }
        var graph = new CommitGraph(store.ReadCommit);
        for (int i = 0; i < 60; i++)
        {
            var (a, b) = (commits[random.Next(commits.Count)], commits[random.Next(commits.Count)]);
            string[] theirs = repo.TryGit("merge-base", "--all", a.ToString(), b.ToString()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(theirs.Order(), graph.MergeBases(a, b).Select(s => s.ToString()).Order());
            Assert.Equal(repo.TryGit("merge-base", "--is-ancestor", a.ToString(), b.ToString()).Code == 0, graph.IsAncestor(a, b));
        }
    }
}
