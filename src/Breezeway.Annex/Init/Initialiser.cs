using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git;
using Breezeway.Git.Config;

namespace Breezeway.Annex.Init;

/// <summary>What <c>init</c> was asked for.</summary>
/// <param name="Description">Null for none given: a default one is recorded where the repository has none yet.</param>
/// <param name="Version">8, 9 or 10; null for 10, or what the repository has.</param>
/// <param name="Uuid">The uuid to take (reinit); null for its own or a new one.</param>
public sealed record InitOptions(string? Description = null, long? Version = null, Uuid? Uuid = null);

/// <summary>Initialises a repository: <c>git annex init</c> (repository.md 7.2), step by step. A repository that was killed in the middle is finished by the next run.</summary>
/// <param name="note">Takes what was found out and done.</param>
/// <param name="warn">Takes what is not as it should be.</param>
public sealed class Initialiser(string directory, TimeProvider time, Action<string> note, Action<string> warn)
{
    AnnexRepository _repository = AnnexRepository.Open(directory, time);

    /// <summary>Returns the repository, opened anew. Throws <see cref="UserError"/> when it is refused.</summary>
    public static AnnexRepository Run(string directory, TimeProvider time, InitOptions options, Action<string> note, Action<string> warn) =>
        new Initialiser(directory, time, note, warn).Run(options);

    /// <summary>The same without telling anything, for commands that find the repository not initialised.</summary>
    public static AnnexRepository RunQuietly(string directory, TimeProvider time) => Run(directory, time, new InitOptions(), static _ => { }, static _ => { });

    AnnexRepository Run(InitOptions options)
    {
        Refuse(options);
        bool shared = IsFreshSharedClone();
        KnowIdentity();
        _repository.Branch.Create();
        if (_repository.Uuid.IsNone || options.Uuid is { } u && u != _repository.Uuid) Set("annex.uuid", (options.Uuid ?? Uuid.New()).Value);
        Reopen();
        ProbeFileSystem();
        if (!_repository.IsBare) Install(Hook.First);
        RecordTuning(options.Version ?? _repository.Settings.Version ?? 10);
        if (!_repository.IsBare) ConfigureFilter();
        CopySecureHashesOnly();
        if (!Fs.IsDirectory($"{_repository.AnnexDirectory}/objects")) Sentinal.Create(_repository);
        GitDirFixup.Run(_repository);
        if (shared) MarkSharedClone();
        RecordUuid(options.Description, shared);
        return _repository;
    }

    void Refuse(InitOptions options)
    {
        if (RepositoryState.Ownership(_repository) is { } owner) throw new UserError(owner);
        if (_repository.Settings.Version is { } version)
        {
            RepositoryState.RefuseFuture(_repository);
            if (options.Version is { } wanted && wanted != version)
                throw new UserError($"This repository is already a initialized with version {version}, not changing to requested version.");
        }
        if (RepositoryState.NoAnnex(_repository) is { } why) { foreach (string line in why.Split('\n')) warn(line); throw new UserError("Not initialized."); }
        if (!UserHooks.Run(_repository, "pre-init-annex"))
        {
            warn("Initialization prevented by .git/hooks/pre-init-annex");
            throw new UserError("Not initialized.");
        }
    }

    void Set(string name, string value) => GitConfig.Set(_repository.Top, name, value);

    void Reopen()
    {
        _repository.Dispose();
        _repository = AnnexRepository.Open(directory, time);
    }

    /// <summary>Where git knows nobody to commit as, the login name is written into the repository's settings.</summary>
    void KnowIdentity()
    {
        try { _ = Identity.Load(_repository.Top, time); return; }
        catch (UserError) { /* that is what is set right here */ }
        string login = LoginName();
        if (_repository.Config.Get("user.name") is not { Length: > 0 }) Set("user.name", login);
        if (_repository.Config.Get("user.email") is not { Length: > 0 }) Set("user.email", login);
    }

    /// <summary>From the environment as the reference takes it, else by the user's number.</summary>
    static string LoginName()
    {
        foreach (string variable in new[] { "USER", "LOGNAME" }) if (ProcessEnvironment.Get(variable) is { Length: > 0 } name) return name;
        string id = Fs.EffectiveUser.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var line in (Fs.TryReadText("/etc/passwd") ?? "").Split('\n'))
            if (line.Split(':') is { Length: > 3 } w && w[2] == id) return w[0];
        return id;
    }

    void ProbeFileSystem()
    {
        string tmp = $"{_repository.AnnexDirectory}/misctmp";
        _repository.Permissions.MakeDirectories(_repository.AnnexDirectory);
        var probe = Probe.Of(tmp);
        Fs.TryRemoveDirectory(tmp);
        if (!probe.Locks)
        {
            note("Detected a filesystem without POSIX fcntl lock support.\nEnabling annex.pidlock.");
            Set("annex.pidlock", "true");
        }
        if (!probe.Pipes)
        {
            note("Detected a filesystem without fifo support.\nDisabling ssh connection caching.");
            Set("annex.sshcaching", "false");
        }
        if (probe.Crippled && !_repository.Settings.Crippled)
        {
            note("Detected a crippled filesystem.");
            Set("annex.crippledfilesystem", "true");
            if (_repository.Settings.SymlinksSupported)
            {
                note("Disabling core.symlinks.");
                Set("core.symlinks", "false");
            }
        }
    }

    void Install(IReadOnlyList<Hook> hooks)
    {
        foreach (var hook in hooks) if (hook.Install(_repository) is { } warning) warn(warning);
    }

    /// <summary>Tunings hold from the first init on; those given by -c are kept in the repository's settings.</summary>
    void RecordTuning(long version)
    {
        var s = _repository.Settings;
        if (s.Version is null)
        {
            if (s.TuneLower) Set("annex.tune.objecthashlower", "true");
            if (s.TuneOneLevelObjects) Set("annex.tune.objecthash1", "true");
            if (s.TuneOneLevelBranch) Set("annex.tune.branchhash1", "true");
            Set("annex.version", version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        Reopen();
        var differences = Tuning(_repository.Settings);
        if (differences == Differences.None) return;
        var known = DifferenceLog.Parse(_repository.Branch.Read(DifferenceLog.Path));
        if (known.GetValueOrDefault(_repository.Uuid) == differences) return;
        _repository.Branch.Change(DifferenceLog.Path, text => DifferenceLog.Set(text, _repository.Uuid, differences, _repository.Clock), _repository.Settings.IsPrivate);
    }

    /// <summary>The tunings that the settings ask for.</summary>
    public static Differences Tuning(AnnexSettings s) => (s.TuneLower ? Differences.ObjectHashLower : 0)
        | (s.TuneOneLevelObjects ? Differences.OneLevelObjectHash : 0) | (s.TuneOneLevelBranch ? Differences.OneLevelBranchHash : 0);

    /// <summary>The index is refreshed first: git would put files whose stat data are old through the filter.</summary>
    void ConfigureFilter()
    {
        if (!_repository.Config.Has("filter.annex.smudge") && Fs.Exists(_repository.Index.Path))
            Child.Run(new Command("git", "status", "--porcelain", "--ignore-submodules") { Directory = _repository.Top });
        SmudgeFilter.Configure(_repository, _repository.Settings.Version >= 9);
        Install(Hook.Last);
    }

    void CopySecureHashesOnly()
    {
        const string Name = "annex.securehashesonly";
        if (_repository.Config.Has(Name)) return;
        if (ConfigLog.Parse(_repository.Branch.Read(ConfigLog.Path)).TryGetValue(Name, out string? value)) Set(Name, value);
    }

    /// <summary>A clone made with <c>--shared</c>: all its objects are elsewhere yet.</summary>
    bool IsFreshSharedClone()
    {
        string objects = _repository.GitObjects.Directory;
        if (!Fs.Exists($"{objects}/info/alternates") || _repository.Config.Has("annex.hardlink")) return false;
        if ((Fs.TryList($"{objects}/pack", out _) ?? []).Any(e => e.Name.EndsWith(".pack", StringComparison.Ordinal))) return false;
        return !(Fs.TryList(objects, out _) ?? []).Any(e => e.Name.Length == 2);
    }

    /// <summary>It hard-links content from where it came, which therefore counts as no copy of its own.</summary>
    void MarkSharedClone()
    {
        note("Repository was cloned with --shared; setting annex.hardlink=true and making repository untrusted.");
        Set("annex.hardlink", "true");
    }

    void RecordUuid(string? description, bool untrusted)
    {
        var uuid = _repository.Uuid;
        bool isPrivate = _repository.Settings.IsPrivate;
        if (untrusted) _repository.Branch.Change(TrustLog.Path, text => TrustLog.Set(text, uuid, TrustLevel.Untrusted, _repository.Clock), isPrivate);
        string? old = DescriptionLog.Parse(_repository.Branch.Read(DescriptionLog.Path)).GetValueOrDefault(uuid);
        string now = description is { Length: > 0 } ? description : old ?? DefaultDescription();
        if (now != old) _repository.Branch.Change(DescriptionLog.Path, text => DescriptionLog.Set(text, uuid, now, _repository.Clock), isPrivate);
    }

    string DefaultDescription()
    {
        string path = _repository.Top, home = ProcessEnvironment.Home.TrimEnd('/');
        if (home.Length > 0 && (path == home || path.StartsWith(home + "/", StringComparison.Ordinal))) path = "~" + path[home.Length..];
        string host = (Fs.TryReadText("/proc/sys/kernel/hostname") ?? "").Trim();
        return $"{LoginName()}@{host}:{path}";
    }
}
