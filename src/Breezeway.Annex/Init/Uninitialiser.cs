using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Git.Config;

namespace Breezeway.Annex.Init;

/// <summary>Takes git-annex out of a repository again: <c>git annex uninit</c>. Files have been taken out before; each step can be repeated.</summary>
public sealed class Uninitialiser(AnnexRepository repository)
{
    /// <summary>Removes the objects of keys whose content is in ordinary files now; those that somebody holds stay.</summary>
    public void RemoveObjects(IEnumerable<Key> keys)
    {
        foreach (var key in keys)
        {
            using var held = ContentLock.TryExclusive(repository.Objects, key, repository.Time);
            if (held is null) continue;
            repository.Objects.RemoveLocked(key);
        }
    }

    /// <summary>Content that no file of the work tree has: it would be lost.</summary>
    public bool HasObjects => repository.Objects.All().Any();

    /// <summary>Hooks, filters, the annex directory, the git-annex branch and the settings go.</summary>
    /// <param name="warn">Told of hooks that are not as we made them.</param>
    public void Finish(Action<string> warn)
    {
        if (!repository.IsBare)
        {
            foreach (var hook in Hook.First.Concat(Hook.Last)) if (hook.Remove(repository) is { } warning) warn(warning);
            SmudgeFilter.Remove(repository);
        }
        GitConfig.Unset(repository.Top, "annex.uuid");
        GitConfig.Unset(repository.Top, "annex.version");
        repository.Refs.TryDelete("refs/annex/last-index");
        repository.Refs.TryDelete(AnnexBranch.RefName);
        Fs.RemoveTree(repository.AnnexDirectory);
    }
}
