using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Flow;

/// <summary>A key whose content is to be moved, and a file that it is wanted for.</summary>
public readonly record struct ContentChange(Key Key, string File);

/// <summary>What the services tell each other; each method only notes the news and wakes somebody.</summary>
public interface IFlow
{
    /// <summary>The branch has a new commit of ours; these keys came with it.</summary>
    void Committed(Sha commit, IReadOnlyList<ContentChange> added);
    /// <summary>A commit of others is merged; these files of it lack their content here.</summary>
    void Merged(Sha commit, IReadOnlyList<ContentChange> changed, IReadOnlyList<ContentChange> missing);
    /// <summary>Content is complete in that repository, or gone from it: to be logged.</summary>
    void LocationChanged(Key key, Annex.Uuid where, bool present);
    /// <summary>The git-annex branch says something new of where a key is.</summary>
    void LocationHeard(Key key);
    /// <summary>Content that was missing is here, and in its files: others may lack it.</summary>
    void ContentFilled(IReadOnlyList<ContentChange> filled);
    /// <summary>Branches of remotes were fetched, or pushed to us.</summary>
    void RefsChanged();
    /// <summary>The git-annex branch has a new commit.</summary>
    void BranchMoved();
    /// <summary>The branch that is checked out has a commit that we did not make.</summary>
    void HeadMoved();
}
