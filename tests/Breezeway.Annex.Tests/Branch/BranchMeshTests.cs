using Breezeway.Annex.Logs;
using CsCheck;

namespace Breezeway.Annex.Tests.Branch;

/// <summary>Whole networks of repositories that change, fetch and merge in any order.</summary>
public class BranchMeshTests
{
    enum Step { Change, Fetch, Merge, Forget }

    static readonly Gen<(Step Step, int Node, int Other, int File)> s_steps = Gen.Select(
        Gen.Frequency((4, Gen.Const(Step.Change)), (5, Gen.Const(Step.Fetch)), (5, Gen.Const(Step.Merge)), (1, Gen.Const(Step.Forget))), Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2]);

    static void Do(Node[] nodes, (Step Step, int Node, int Other, int File) s, HashSet<string> written, int number)
    {
        var node = nodes[s.Node];
        switch (s.Step)
        {
            case Step.Change: written.Add($"{number}s 1 {node.Name}"); node.Add($"f{s.File}.log", $"{number}s 1 {node.Name}"); break;
            case Step.Fetch: if (s.Node != s.Other) node.Fetch(nodes[s.Other]); break;
            case Step.Merge: node.Branch.MergeAll(); break;
            default: node.Branch.Forget([Transition.ForgetGitHistory], node.Clock); break;
        }
    }

    [Fact]
    public void Every_network_falls_silent_with_all_that_was_written_everywhere() => s_steps.Array[1, 30].Sample(steps =>
    {
        using var mesh = new Mesh();
        var nodes = mesh.Make("a", "b", "c", "d");
        var written = new HashSet<string>();
        for (int i = 0; i < steps.Length; i++) Do(nodes, steps[i], written, i);
        int rounds = 0;
        for (bool moved = true; moved; rounds++)
        {
            Assert.True(rounds < 8, "it goes on and on");
            foreach (var n in nodes) foreach (var o in nodes) if (n != o) n.Fetch(o);
            moved = false;
            foreach (var n in nodes) moved |= n.Branch.MergeAll();
        }
        Assert.Single(nodes.Select(n => n.Tree).Distinct());
        Assert.Single(nodes.Select(n => n.Tip).Distinct());
        Assert.Superset(written, nodes[0].Files().Values.SelectMany(t => t.Split('\n')).ToHashSet());
    }, iter: 15, threads: 1);

    [Fact]
    public void Writers_in_several_threads_lose_nothing()
    {
        using var mesh = new Mesh();
        var node = mesh.Make("a")[0];
        using var other = AnnexRepository.OpenAt(node.Repository.Top, mesh.Time)!;
        Parallel.For(0, 200, i =>
        {
            var branch = i % 2 == 0 ? node.Branch : other.Branch;
            branch.Change($"f{i % 3}.log", old => $"{old}{i}\n");
            if (i % 5 == 0) branch.Commit();
        });
        node.Branch.Commit();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}").Order(), node.Files().Values.SelectMany(t => t.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Order());
    }
}
