using Breezeway.Annex;
using Breezeway.Base;

namespace Breezeway.Sync.Plan;

/// <summary>The branch that is checked out, and the one it stands for in other repositories (sync.md 3).</summary>
/// <param name="CheckedOut">Without refs/heads/; null when HEAD is detached.</param>
/// <param name="Name">The branch that is synced: itself, the original of an adjusted branch, the parent of a view; null when detached.</param>
/// <param name="Adjustment">The words in the parentheses of an adjusted branch; null for any other.</param>
public sealed record CurrentBranch(string? CheckedOut, string? Name, string? Adjustment, bool IsView)
{
    public bool IsAdjusted => Adjustment is not null;
    public string? Ref => Name is null ? null : $"refs/heads/{Name}";
    public string? SyncedRef => Name is null ? null : $"refs/heads/synced/{Name}";

    /// <summary>
    /// Throws <see cref="UserError"/> on an adjusted branch: commits there are of adjusted files, and must not be merged with, or pushed as, the original's.
    /// </summary>
    public void DemandUnadjusted()
    {
        if (IsAdjusted) throw new UserError($"the adjusted branch {CheckedOut} cannot be merged or pushed by this version; first: git checkout {Name} (or use --only-annex)");
    }

    public static CurrentBranch Of(AnnexRepository repository) => Parse(repository.Refs.CurrentBranch);

    /// <summary>Reads <c>adjusted/BRANCH(ADJUSTMENT)</c> and <c>views/BRANCH(FIELD=VALUE;...)</c>, where the branch may have slashes and parentheses of its own.</summary>
    public static CurrentBranch Parse(string? branch)
    {
        if (branch is not null && branch.EndsWith(')'))
        {
            int open = branch.LastIndexOf('(');
            if (branch.StartsWith("adjusted/", StringComparison.Ordinal) && open > "adjusted/".Length) return new(branch, branch["adjusted/".Length..open], branch[(open + 1)..^1], false);
            open = branch.IndexOf('(');
            if (branch.StartsWith("views/", StringComparison.Ordinal) && open > "views/".Length) return Parse(branch["views/".Length..open]) with { CheckedOut = branch, IsView = true };
        }
        return new(branch, branch, null, false);
    }
}
