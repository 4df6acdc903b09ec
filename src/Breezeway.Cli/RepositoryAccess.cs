using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Init;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Logging;
using Breezeway.Base.Processes;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli;

/// <summary>
/// The repository that a command works in, from its start to its end. Commands that need an initialised one get it initialised where that is allowed (repository.md 7.4), brought to
/// a version of today (8), and with the git-annex branches of others merged in; at the end the journal is committed.
/// </summary>
public sealed class RepositoryAccess : IDisposable
{
    readonly Reporter _reporter;

    RepositoryAccess(AnnexRepository repository, Reporter reporter) { Repository = repository; _reporter = reporter; }

    public AnnexRepository Repository { get; }

    /// <summary>The current directory as a path from the top of the work tree: empty at the top, else ending in a slash.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>
    /// Opens the repository around the current directory for a command that needs git-annex in it. Throws <see cref="UserError"/> where there is none.
    /// </summary>
    /// <param name="merge">Refs of others are merged before the first log is read; false for what only writes.</param>
    public static RepositoryAccess Open(Arguments arguments, Reporter reporter, bool merge = true)
    {
        var repository = Initialised(OpenAny(arguments));
        repository.RemoveStaleLocks();
        repository.Branch.AutoMerge = !merge ? BranchAutoMerge.Off : repository.Settings.MergeAnnexBranches ? BranchAutoMerge.Merge : BranchAutoMerge.ReadOnly;
        var access = new RepositoryAccess(repository, reporter) { Prefix = PrefixIn(repository) };
        repository.Branch.Says = access.Say;
        return access;
    }

    /// <summary>Opens a repository that need not be initialised, and changes nothing of it.</summary>
    public static AnnexRepository OpenAny(Arguments arguments)
    {
        ApplySettings(arguments);
        var repository = AnnexRepository.Open(".", TimeProvider.System);
        if (RepositoryState.Ownership(repository) is { } owner) throw new UserError(owner);
        DebugLog.Enabled |= repository.Config.GetBool("annex.debug") && !arguments.Has(GlobalOptions.NoDebug);
        return repository;
    }

    static AnnexRepository Initialised(AnnexRepository repository)
    {
        string directory = repository.Top;
        if (!RepositoryState.IsInitialised(repository))
        {
            if (!RepositoryState.MayAutoInit(repository)) throw new UserError("First run: git-annex init");
            repository.Dispose();
            return Initialiser.RunQuietly(directory, TimeProvider.System);
        }
        if (Upgrade.Automatic(repository))
        {
            repository.Dispose();
            repository = AnnexRepository.Open(directory, TimeProvider.System);
        }
        if (repository.Location.WorkTree is { } top && Fs.LStat($"{top}/.git") is { IsRegular: true }) GitDirFixup.Run(repository);
        return repository;
    }

    /// <summary><c>-c name=value</c> holds for this process and for every git that it starts; --debug likewise.</summary>
    public static void ApplySettings(Arguments arguments)
    {
        // git's hooks run with paths relative to where they start, our git commands start elsewhere
        foreach (string variable in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY" })
            if (ProcessEnvironment.Get(variable) is { Length: > 0 } path && path[0] != '/') ProcessEnvironment.Set(variable, Git.RepositoryLocation.Absolute(path));
        foreach (string setting in arguments.Values(GlobalOptions.Config)) Override(setting);
        if (arguments.Has(GlobalOptions.Debug))
        {
            DebugLog.Enabled = true;
            Override("annex.debug=true");
        }
    }

    static void Override(string setting)
    {
        int eq = setting.IndexOf('=');
        string name = eq < 0 ? setting : setting[..eq], value = eq < 0 ? "true" : setting[(eq + 1)..];
        int n = int.TryParse(ProcessEnvironment.Get("GIT_CONFIG_COUNT"), System.Globalization.CultureInfo.InvariantCulture, out int count) ? count : 0;
        ProcessEnvironment.Set(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{n}"), name);
        ProcessEnvironment.Set(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{n}"), value);
        ProcessEnvironment.Set("GIT_CONFIG_COUNT", (n + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A path as the user gave it (from the current directory, or absolute), from the top of the work tree; one outside stays absolute.</summary>
    public string FromTop(string path)
    {
        string absolute = Git.RepositoryLocation.Absolute(path);
        if (absolute.StartsWith(Repository.Top + "/", StringComparison.Ordinal)) return absolute[(Repository.Top.Length + 1)..];
        // the current directory may have been reached through a symlink
        return path.StartsWith('/') ? absolute : Git.RepositoryLocation.Absolute("/" + Prefix + path)[1..];
    }

    static string PrefixIn(AnnexRepository repository)
    {
        string here = Fs.CurrentDirectory, top = Fs.RealPath(repository.Top) ?? repository.Top;
        return here.StartsWith(top + "/", StringComparison.Ordinal) && !repository.IsBare ? here[(top.Length + 1)..] + "/" : "";
    }

    int _said;
    bool _indexChanged;

    void Say(string what)
    {
        _said++;
        _reporter.Say($"({what})");
    }

    /// <summary>The command changed git's index, which is told of like a change of the branch.</summary>
    public void IndexChanged() => _indexChanged = true;

    /// <summary>Commits what the command recorded (annex.alwayscommit) and ends it; returns the exit code.</summary>
    public int Finish()
    {
        int before = _said;
        Commit();
        if (_indexChanged && _said == before) Say("recording state in git...");
        return _reporter.Finish();
    }

    /// <summary>Commits the journal, unless the settings leave that for later.</summary>
    public void Commit()
    {
        if (Repository.Settings.AlwaysCommit) Repository.Branch.Commit();
    }

    public void Dispose() => Repository.Dispose();
}
