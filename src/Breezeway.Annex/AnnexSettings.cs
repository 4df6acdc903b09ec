using Breezeway.Git.Config;

namespace Breezeway.Annex;

/// <summary>The settings of one remote (remote.NAME.*).</summary>
public sealed record RemoteSettings(string Name, GitConfig Config)
{
    string? Get(string key) => Config.Get($"remote.{Name}.{key}");
    bool? Bool(string key) => Config.TryGetBool($"remote.{Name}.{key}");

    public string? Url => Get("url");
    public string? PushUrl => Get("pushurl");
    public Uuid AnnexUuid => new(Get("annex-uuid") ?? "");
    public bool Sync => Bool("annex-sync") ?? true;
    public bool Ignore => Bool("annex-ignore") ?? false;
    public bool Pull => Bool("annex-pull") ?? true;
    public bool Push => Bool("annex-push") ?? true;
    public bool ReadOnly => Bool("annex-readonly") ?? false;
    public bool Verify => Bool("annex-verify") ?? true;
    public string? TrustLevel => Get("annex-trustlevel");
    public double? Cost => double.TryParse(Get("annex-cost"), System.Globalization.CultureInfo.InvariantCulture, out double c) ? c : null;
    public bool IsPrivate => Bool("annex-private") ?? false;
}

/// <summary>annex.* settings of a repository, read from git's configuration.</summary>
public sealed record AnnexSettings(GitConfig Config)
{
    public Uuid Uuid => new(Config.Get("annex.uuid") ?? "");
    public long? Version => Config.GetInt("annex.version");
    public bool Thin => Config.GetBool("annex.thin");
    public bool HardLink => Config.GetBool("annex.hardlink");
    public bool IsPrivate => Config.GetBool("annex.private");
    public bool Crippled => Config.GetBool("annex.crippledfilesystem");
    public bool SymlinksSupported => Config.GetBool("core.symlinks", true);
    public bool MergeAnnexBranches => Config.GetBool("annex.merge-annex-branches", true);
    public bool AlwaysCommit => Config.GetBool("annex.alwayscommit", true);
    public bool DotFiles => Config.GetBool("annex.dotfiles");
    public bool GitAddToAnnex => Config.GetBool("annex.gitaddtoannex", true);
    public bool SecureHashesOnly => Config.GetBool("annex.securehashesonly");
    public bool Verify => Config.GetBool("annex.verify", true);
    /// <summary>Bytes to leave free on the disk (annex.diskreserve); 100 MB by default.</summary>
    public long DiskReserveBytes => Config.Get("annex.diskreserve") is { } v && Matching.DataSize.TryParse(v, out long bytes) ? bytes : 100_000_000;
    public int MaxExtensionLength => (int)(Config.GetInt("annex.maxextensionlength") ?? 4);
    public int MaxExtensions => (int)(Config.GetInt("annex.maxextensions") ?? 2);
    public bool TuneLower => Config.GetBool("annex.tune.objecthashlower");
    public bool TuneOneLevelObjects => Config.GetBool("annex.tune.objecthash1");
    public bool TuneOneLevelBranch => Config.GetBool("annex.tune.branchhash1");

    /// <summary>Remotes in the order of the configuration, those without a url and without an annex uuid left out.</summary>
    public IEnumerable<RemoteSettings> Remotes => Config.Subsections("remote").Select(n => new RemoteSettings(n, Config))
        .Where(r => r.Url is not null || !r.AnnexUuid.IsNone);
}
