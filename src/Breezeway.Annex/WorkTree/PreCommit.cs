using Breezeway.Annex.Init;
using Breezeway.Annex.Keys;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git.Index;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// What git's pre-commit hook does (repository.md 7.3): links of files about to be committed are made right, pointer files are filled, and the user's own hook runs. Works on the index that
/// git is about to commit, which GIT_INDEX_FILE names.
/// </summary>
public sealed class PreCommit(AnnexRepository repository)
{
    /// <summary>How long another program that keeps the index locked is waited for.</summary>
    static readonly TimeSpan s_wait = TimeSpan.FromSeconds(10);

    /// <summary>True when the index was changed.</summary>
    /// <param name="fixing">Told of each link that is made right.</param>
    /// <param name="warn">Told when the user's hook fails; the commit goes on, as in the reference.</param>
    public bool Run(Action<string, Key> fixing, Action<string> warn)
    {
        bool changed = FixLinks(fixing);
        PointerUpdate.Run(repository);
        if (!UserHooks.Run(repository, "pre-commit-annex")) warn(".git/hooks/pre-commit-annex failed");
        return changed;
    }

    bool FixLinks(Action<string, Key> fixing)
    {
        var edits = new List<IndexEdit>();
        foreach (string file in StagedLinks())
            if (LinkFix.Needed(repository, file, out var key) is { } target)
            {
                fixing(file, key!);
                edits.Add(IndexEdit.Set(LinkFix.Apply(repository, file, target)));
            }
        if (edits.Count == 0) return false;
        string own = repository.Index.Path;
        string committed = ProcessEnvironment.Get("GIT_INDEX_FILE") is { Length: > 0 } named ? Git.RepositoryLocation.Absolute(named, repository.Top) : own;
        Change(committed, edits);
        // a commit of some paths has an index of its own; the one that stays waits in the lock file, to be renamed when git is done
        if (committed != own && committed != own + ".lock" && Fs.Exists(own + ".lock")) Change(own + ".lock", edits);
        return true;
    }

    void Change(string path, List<IndexEdit> edits)
    {
        using var index = new GitIndex(path).TryLock(s_wait) ?? throw new UserError("the git index is locked by another program; try again");
        index.Write(edits, e => !Fs.TryLStat(repository.PathOf(e.Path), out var s, out _) || !e.Stat.Matches(s));
        index.Commit();
    }

    /// <summary>Symlinks that the commit adds or changes, from the top.</summary>
    List<string> StagedLinks()
    {
        string from = repository.Refs.Read("HEAD") is { } head ? head.ToString() : Git.Objects.Sha.EmptyTree.ToString();
        var r = Child.Run(new Command("git", "diff-index", "--cached", "-z", "--raw", "--no-renames", "--diff-filter=AMT", from, "--") { Directory = repository.Top });
        var files = new List<string>();
        if (!r.Ok) return files;
        var words = r.Text.Split('\0');
        // :OLDMODE NEWMODE OLDSHA NEWSHA STATUS, then the path
        for (int i = 0; i + 1 < words.Length; i += 2)
            if (words[i].Split(' ') is { Length: >= 5 } w && w[1] == "120000") files.Add(words[i + 1]);
        return files;
    }
}
