using Breezeway.Annex.Copies;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Matching;

/// <summary>What the logs at the top of the git-annex branch say about who wants what, read at one moment. Immutable.</summary>
public sealed class PolicyLogs
{
    /// <summary>The logs that decide; a change of any other leaves all answers about one key as they were.</summary>
    public static readonly IReadOnlyList<string> Paths =
    [
        PreferredContentLog.Path, PreferredContentLog.RequiredPath, PreferredContentLog.GroupPath, GroupLog.Path, TrustLog.Path, NumCopiesLog.Path, NumCopiesLog.MinPath, RemoteLog.Path, MaxSizeLog.Path,
    ];

    readonly string[] _texts;

    PolicyLogs(string[] texts, AnnexRepository repository, IReadOnlyDictionary<Uuid, TrustLevel>? trust)
    {
        _texts = texts;
        Settings = new(PreferredContentLog.Parse(texts[0]), PreferredContentLog.Parse(texts[1]), PreferredContentLog.ParseGroups(texts[2]), GroupLog.Parse(texts[3]));
        var levels = new Dictionary<Uuid, TrustLevel>(TrustLog.Parse(texts[4]));
        foreach (var r in repository.Settings.Remotes)
            if (!r.AnnexUuid.IsNone && Enum.TryParse<TrustLevel>(r.TrustLevel, ignoreCase: true, out var level)) levels[r.AnnexUuid] = level;
        foreach (var (uuid, level) in trust ?? new Dictionary<Uuid, TrustLevel>()) levels[uuid] = level;
        Trust = levels;
        Copies = new CopiesSettings(NumCopiesLog: NumCopiesLog.Parse(texts[5]), MinCopiesLog: NumCopiesLog.Parse(texts[6]), GitConfig: (int?)repository.Config.GetInt("annex.numcopies"));
        Remotes = RemoteLog.Parse(texts[7]);
        MaxSizes = MaxSizeLog.Parse(texts[8]);
    }

    public PreferredContentSettings Settings { get; }
    /// <summary>Repositories that are not listed are semitrusted.</summary>
    public IReadOnlyDictionary<Uuid, TrustLevel> Trust { get; }
    public CopiesSettings Copies { get; }
    public IReadOnlyDictionary<Uuid, RemoteConfig> Remotes { get; }
    /// <summary>Bytes; 0 for no limit.</summary>
    public IReadOnlyDictionary<Uuid, long> MaxSizes { get; }

    /// <param name="trust">Levels that override the log and the configuration (--untrust ...).</param>
    public static PolicyLogs Read(AnnexRepository repository, IReadOnlyDictionary<Uuid, TrustLevel>? trust = null) =>
        new([.. Paths.Select(repository.Branch.Read)], repository, trust);

    /// <summary>True when the logs say the same as then.</summary>
    public bool SameTexts(PolicyLogs other) => _texts.AsSpan().SequenceEqual(other._texts);
}
