using Breezeway.Annex.Logs;
using Breezeway.Git.Config;

namespace Breezeway.Annex;

/// <summary>Settings that may also stand in the git-annex branch (config.log): git's own configuration comes first. The branch is read when first needed. Thread-safe.</summary>
public sealed class GlobalSettings(AnnexRepository repository)
{
    readonly Lazy<IReadOnlyDictionary<string, string>> _log = new(() => ConfigLog.Parse(repository.Branch.Read(ConfigLog.Path)));

    /// <summary>The settings that the branch can hold, sorted.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "annex.addunlocked", "annex.autocommit", "annex.dotfiles", "annex.largefiles", "annex.mincopies", "annex.numcopies", "annex.resolvemerge",
        "annex.securehashesonly", "annex.synccontent", "annex.synconlyannex",
    ];

    /// <summary>git's value, else the branch's; null when neither has one.</summary>
    public string? Get(string name) => repository.Config.Get(name) ?? FromBranch(name);

    /// <summary>What the branch says alone.</summary>
    public string? FromBranch(string name) => _log.Value.GetValueOrDefault(name);

    /// <summary>As git reads booleans; the default where it is unset or none.</summary>
    public bool GetBool(string name, bool otherwise = false) => repository.Config.TryGetBool(name) ?? (FromBranch(name) is { } v ? GitConfig.ParseBool(v) : null) ?? otherwise;
}
