using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Remotes;
using Breezeway.Sync.Transfer;

namespace Breezeway.Cli.Run;

/// <summary>What the parts of one running command share: the repository around the current directory, its remotes, and how results are told. Disposed at the command's end.</summary>
public sealed class CommandRun : IDisposable
{
    readonly Lazy<RemoteList> _remotes;
    readonly Lazy<TransferContext> _transfers;

    CommandRun(string command, Arguments arguments, AnnexRepository repository, string directory)
    {
        Arguments = arguments;
        Repository = repository;
        Prefix = PrefixOf(directory, repository);
        Force = arguments.Has(GlobalOptions.Force);
        Fast = arguments.Has(GlobalOptions.Fast);
        Jobs = JobsOf(arguments.Value(ContentOptions.Jobs) ?? repository.Config.Get("annex.jobs"));
        bool progress = arguments.Has(ContentOptions.JsonProgress), errors = arguments.Has(ContentOptions.JsonErrors);
        Reporter = new Reporter(new ReportStyle(arguments.Has(ContentOptions.Json) || progress || errors, errors, progress, arguments.Has(GlobalOptions.Quiet), Jobs > 1), command);
        _remotes = new(() => RemoteList.Load(repository, TrustOverrides()));
        _transfers = new(() => new TransferContext(repository) { Force = Force });
    }

    public Arguments Arguments { get; }
    public AnnexRepository Repository { get; }
    public Reporter Reporter { get; }
    public bool Force { get; }
    public bool Fast { get; }
    /// <summary>-J, annex.jobs; from 1.</summary>
    public int Jobs { get; }
    public RemoteList Remotes => _remotes.Value;
    public TransferContext Transfers => _transfers.Value;

    /// <summary>The current directory from the top: empty, or ending in a slash; <c>../</c> outside of the work tree never occurs.</summary>
    public string Prefix { get; }

    /// <summary>Opens the repository around the current directory. Throws <see cref="UserError"/> outside of one, or where it is not initialised.</summary>
    public static CommandRun Open(string command, Arguments arguments)
    {
        string directory = Fs.CurrentDirectory;
        var repository = AnnexRepository.Open(directory, TimeProvider.System, [.. arguments.Values(GlobalOptions.Config)]);
        if (!repository.Uuid.IsNone) return new(command, arguments, repository, directory);
        repository.Dispose();
        throw new UserError("First run: git-annex init");
    }

    static string PrefixOf(string directory, AnnexRepository repository)
    {
        string top = repository.Top;
        return directory.StartsWith(top + "/", StringComparison.Ordinal) && !repository.IsBare ? directory[(top.Length + 1)..] + "/" : "";
    }

    static int JobsOf(string? value) => value switch
    {
        null => 1,
        "cpus" or "cpu" => Math.Max(1, Environment.ProcessorCount),
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? Math.Max(1, n) : throw new UsageError($"option -J: cannot parse value `{value}'"),
    };

    Dictionary<Uuid, TrustLevel> TrustOverrides()
    {
        var levels = new Dictionary<Uuid, TrustLevel>();
        foreach (var (option, level) in new[] { (GlobalOptions.SemiTrust, TrustLevel.SemiTrusted), (GlobalOptions.Untrust, TrustLevel.Untrusted) })
            foreach (string name in Arguments.Values(option)) levels[UuidNamed(name)] = level;
        return levels;
    }

    Uuid UuidNamed(string name)
    {
        if (name == "here") return Repository.Uuid;
        var settings = Repository.Settings.Remotes.FirstOrDefault(r => r.Name == name);
        if (settings is not null && !settings.AnnexUuid.IsNone) return settings.AnnexUuid;
        var known = DescriptionLog.Parse(Repository.Branch.Read(DescriptionLog.Path));
        foreach (var (uuid, description) in known) if (uuid.Value == name || description == name) return uuid;
        throw new UserError($"there is no available git remote named \"{name}\"");
    }

    /// <summary>A path from the top as it is shown: from the current directory.</summary>
    public string Shown(string path)
    {
        if (Prefix.Length == 0) return path;
        if (path.StartsWith(Prefix, StringComparison.Ordinal)) return path[Prefix.Length..];
        int common = 0;
        for (int slash; (slash = Prefix.IndexOf('/', common)) >= 0 && path.AsSpan().StartsWith(Prefix.AsSpan(0, slash + 1)); common = slash + 1) { }
        return string.Concat(Enumerable.Repeat("../", Prefix.AsSpan(common).Count('/'))) + path[common..];
    }

    /// <summary>A remote named on the command line. Throws <see cref="UserError"/> when there is none, or it has no annex.</summary>
    public RemoteInfo RemoteNamed(string name)
    {
        var r = Remotes.Find(name) ?? throw new UserError($"there is no available git remote named \"{name}\"");
        if (r.Uuid.IsNone) throw new UserError($"cannot determine uuid for {r.Name} (perhaps you need to run \"git annex sync\"?)");
        return r;
    }

    /// <summary>Writes down and commits what the command recorded; says how many actions failed. Returns the exit code.</summary>
    public int Finish()
    {
        if (_transfers.IsValueCreated) Transfers.Flush();
        if (_remotes.IsValueCreated)
            try { Remotes.Flush(); } catch (RemoteFailure e) { Reporter.Warn($"git-annex: {e.Message}"); }
        if (Repository.Settings.AlwaysCommit && Repository.Branch.Commit()) Reporter.Say("(recording state in git...)");
        return Reporter.Finish();
    }

    public void Dispose()
    {
        if (_remotes.IsValueCreated) Remotes.Dispose();
        Repository.Dispose();
    }
}
