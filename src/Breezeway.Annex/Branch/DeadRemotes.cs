using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Branch;

/// <summary>The transition ForgetDeadRemotes (branch.md 8): what becomes of each file of the branch. Pure.</summary>
public sealed class DeadRemotes
{
    /// <summary>Logs of kind A whose entries of dead repositories go. trust.log is not among them: that they are dead is remembered.</summary>
    static readonly HashSet<string> ByUuid =
    [
        DescriptionLog.Path, GroupLog.Path, PreferredContentLog.Path, PreferredContentLog.RequiredPath, ScheduleLog.Path, ActivityLog.Path,
        DifferenceLog.Path, "multicast.log",
    ];

    /// <summary>Logs of kind B with a uuid as field.</summary>
    static readonly HashSet<string> ByField = [MaxSizeLog.Path, "proxy.log", "cluster.log"];

    readonly HashSet<Uuid> _marked, _gone;
    readonly int _levels;

    /// <param name="trustLog">The text of trust.log: who is dead.</param>
    /// <param name="remoteLog">The text of remote.log: sameas remotes of a dead repository are gone with it.</param>
    /// <param name="levels">2, or 1 with the tuning OneLevelBranchHash.</param>
    public DeadRemotes(string trustLog, string remoteLog, int levels = 2)
    {
        _marked = [.. TrustLog.Parse(trustLog).Where(t => t.Value == TrustLevel.Dead).Select(t => t.Key)];
        _gone = [.. _marked, .. RemoteLog.Parse(remoteLog).Where(r => r.Value.SameAs is Uuid parent && _marked.Contains(parent)).Select(r => r.Key)];
        _levels = levels;
    }

    /// <summary>The dead repositories and the sameas remotes that reach them.</summary>
    public IReadOnlySet<Uuid> Uuids => _gone;

    /// <summary>
    /// The new text of a file: the same object when it is not concerned, else rewritten without the dead, obsolete lines and those that do
    /// not parse left out too. Null when nothing is left: the file is removed.
    /// </summary>
    public string? Forget(string path, string text)
    {
        string? next = Rewrite(path, text);
        return next is null || next == text ? text : next.Length == 0 ? null : next;
    }

    /// <summary>Null for a file that is not concerned.</summary>
    string? Rewrite(string path, string text)
    {
        if (ByUuid.Contains(path)) return UuidLog.Build(UuidLog.Parse(text).Where(Lives));
        if (ByField.Contains(path)) return MapLog.Build(MapLog.Parse(text).Where(Lives));
        if (path == RemoteLog.Path) return Remotes(text);
        return BranchPath.TryParse(path, _levels)?.Log switch
        {
            KeyLog.Location => new PresenceLog([.. PresenceLog.Parse(text).Compacted().Lines.Where(l => Lives(l.Info))]).Build(),
            KeyLog.RemoteState or KeyLog.ContentIdentifier => MapLog.Build(MapLog.Parse(text).Where(Lives)),
            KeyLog.Chunk => MapLog.Build(MapLog.Parse(text).Where(f => Lives(BeforeColon(f)))),
            KeyLog.RemoteMetadata => MetadataLog.Parse(text).Without(f => !Lives(BeforeColon(f))).Build(),
            _ => null,
        };
    }

    bool Lives(string uuid) => !_gone.Contains(new(uuid));

    static string BeforeColon(string field) => field.IndexOf(':') is >= 0 and int i ? field[..i] : field;

    /// <summary>Of a sameas remote that is gone with its parent the fact that it reached it is kept, so that it stays gone.</summary>
    string Remotes(string text)
    {
        var log = UuidLog.Parse(text).Where(u => !_marked.Contains(new(u)));
        return UuidLog.Build(log.Rewrite(v =>
        {
            var config = RemoteConfig.Parse(v);
            return config.SameAs is Uuid parent && _marked.Contains(parent)
                ? RemoteConfig.Empty.With("sameas-uuid", parent.Value).ToString()
                : config.ToString();
        }));
    }
}
