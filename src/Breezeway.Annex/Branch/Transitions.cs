using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Branch;

/// <summary>What to do about the transitions of branches that are to be merged (branch.md 8).</summary>
/// <param name="All">The transitions of every branch: what the merged branch's transitions.log says.</param>
/// <param name="Perform">The transitions to make on the merged branch, in order; none when all agree.</param>
/// <param name="NewBranch">The local branch lacked some: it is replaced by a new commit without its history, if that is to be forgotten.</param>
/// <param name="Parents">The numbers of the refs that have all transitions and may be parents; the others are ignored from now on.</param>
public sealed record TransitionPlan(TransitionsLog All, IReadOnlyList<Transition> Perform, bool NewBranch, IReadOnlyList<int> Parents)
{
    /// <summary>The message of the commit that makes them.</summary>
    public string Message => $"{(NewBranch ? "new branch for transition" : "continuing transition")} [{string.Join(',', Perform.Select(Describe))}]";

    static string Describe(Transition t) => t == Transition.ForgetGitHistory ? "\"forget git history\"" : "\"forget dead remotes\"";
}

/// <summary>Transitions as operations on sets.</summary>
public static class Transitions
{
    /// <param name="local">The set of the local branch.</param>
    /// <param name="refs">The set of each ref to be merged.</param>
    public static TransitionPlan Plan(TransitionsLog local, IReadOnlyList<TransitionsLog> refs)
    {
        var all = refs.Aggregate(local, (a, b) => a.Union(b));
        bool agree = refs.All(r => r.Equals(local));
        return new(all, agree ? [] : all.Kinds, !local.Equals(all), [.. Enumerable.Range(0, refs.Count).Where(i => refs[i].Equals(all))]);
    }

    /// <summary>What <c>forget</c> does to the local branch: the transitions it adds are made now.</summary>
    public static TransitionPlan Start(TransitionsLog local, IEnumerable<Transition> added, LogTime time)
    {
        var all = added.Aggregate(local, (log, t) => log.With(t, time));
        return new(all, all.Kinds, true, []);
    }
}
