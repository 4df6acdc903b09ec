using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Flow;

/// <summary>Notices when the git-annex branch brings other settings: the logs that describe repositories and policies (assistant.md 9, "ConfigMonitor"). Looked at with each commit of the branch, which costs one tree.</summary>
public sealed class ConfigMonitor(AnnexRepository repository, Action<IReadOnlyList<string>> changed)
{
    static readonly string[] s_logs =
    [
        "uuid.log", "remote.log", "trust.log", "group.log", "numcopies.log", "mincopies.log", "schedule.log", "preferred-content.log", "required-content.log",
        "group-preferred-content.log", "maxsize.log", ConfigLog.Path,
    ];

    readonly Lock _lock = new();
    Sha? _tree;
    Sha?[]? _seen;

    /// <summary>Compares with the last time; the first look only remembers.</summary>
    public void Look()
    {
        var differing = new List<string>();
        lock (_lock)
        {
            var tree = repository.Branch.Tree;
            if (tree == _tree) return;
            var now = s_logs.Select(l => TreeLookup.Find(repository.GitObjects, tree, l)?.Sha).ToArray();
            if (_seen is not null)
                for (int i = 0; i < now.Length; i++) if (now[i] != _seen[i]) differing.Add(s_logs[i]);
            (_tree, _seen) = (tree, now);
        }
        if (differing.Count > 0) changed(differing);
    }
}
