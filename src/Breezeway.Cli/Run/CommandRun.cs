using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Remotes;
using Breezeway.Sync.Drop;
using Breezeway.Sync.Transfer;

namespace Breezeway.Cli.Run;

/// <summary>What the parts of one running command share: the repository around the current directory, its remotes, and how results are told. Disposed at the command's end.</summary>
public sealed class CommandRun : IDisposable
{
    readonly Lazy<RemoteList> _remotes;
    readonly Lazy<TransferContext> _transfers;
    readonly Lazy<RepositoryNames> _names;
    readonly Lazy<KnownLocations> _locations;
    readonly Lazy<AssociatedFiles> _files;
    readonly Lazy<CopiesPolicy> _copies;
    readonly Lazy<Preferences> _preferences;

    readonly RepositoryAccess _access;

    CommandRun(Arguments arguments, RepositoryAccess access, Reporter reporter)
    {
        _access = access;
        Arguments = arguments;
        Reporter = reporter;
        Force = arguments.Has(GlobalOptions.Force);
        Fast = arguments.Has(GlobalOptions.Fast);
        Jobs = OutputOptions.JobsOf(arguments, Repository.Settings);
        _remotes = new(() => RemoteList.Load(Repository, TrustOverrides(), new RemoteAccess(AutoInit: AutoInitRemotes, Warn: line => Reporter.Warn($"\n  {line}"))));
        _transfers = new(() => new TransferContext(Repository) { Force = Force });
        _names = new(() => new RepositoryNames(Repository, Remotes));
        _locations = new(() => new KnownLocations(Repository, TrustOverrides()));
        _files = new(() => new AssociatedFiles(Repository));
        _copies = new(() => new CopiesPolicy(Repository, Files, NumberOf(GlobalOptions.NumCopies), NumberOf(GlobalOptions.MinCopies)));
        _preferences = new(() => new Preferences(this, new RepositoryWorld(Repository, PolicyLogs.Read(Repository, TrustOverrides()))));
    }

    public Arguments Arguments { get; }
    public AnnexRepository Repository => _access.Repository;
    public Reporter Reporter { get; }
    public bool Force { get; }
    public bool Fast { get; }
    /// <summary>-J, annex.jobs; from 1.</summary>
    public int Jobs { get; }
    /// <summary>Repositories at other machines that have no annex yet are to get one. Set before the remotes are looked at.</summary>
    public bool AutoInitRemotes { get; set; }
    public RemoteList Remotes => _remotes.Value;
    public TransferContext Transfers => _transfers.Value;

    public RepositoryNames Names => _names.Value;

    /// <summary>Where content is, by the log and the trust in force.</summary>
    public KnownLocations Locations => _locations.Value;

    /// <summary>All files of each key.</summary>
    public AssociatedFiles Files => _files.Value;

    /// <summary>How many copies are needed.</summary>
    public CopiesPolicy Copies => _copies.Value;

    public Preferences Preferences => _preferences.Value;

    int? NumberOf(Option option) => Arguments.Value(option) is not { } v ? null
        : int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw new UsageError($"option {option.Name}: cannot parse value `{v}'");

    /// <summary>What the matching options let pass; null for everything.</summary>
    /// <param name="presentByDefault">Without options: what is here.</param>
    public Func<Seek.SeekItem, bool>? Matching(bool presentByDefault = false)
    {
        Func<Seek.SeekItem, bool>? matches = MatchingOptions.Read(Arguments, UuidNamed) is { } expression ? item => Preferences.Matches(expression, item)
            : presentByDefault ? item => Repository.Objects.Has(item.Key) : null;
        if (Arguments.Value(MatchingOptions.SizeLimit) is not { } limit) return matches;
        if (!DataSize.TryParse(limit, out long left)) throw new UsageError("option --size-limit: invalid size");
        // what does not fit is passed by; something smaller may still fit
        return item =>
        {
            if (matches is not null && !matches(item)) return false;
            long size = item.Key.Size ?? 0;
            if (size > left) return false;
            left -= size;
            return true;
        };
    }

    /// <summary>Tells of remotes that are left out by annex-ignore.</summary>
    public void SayIgnored(ActionReport report)
    {
        var ignored = Remotes.All.Where(r => r.Settings.Ignore).Select(r => r.Name).ToList();
        if (ignored.Count > 0) report.LongNote($"(Note that these git remotes have annex-ignore set: {string.Join(", ", ignored)})");
    }

    /// <summary>The current directory from the top: empty, or ending in a slash.</summary>
    public string Prefix => _access.Prefix;

    /// <summary>Opens the repository around the current directory. Throws <see cref="UserError"/> where there is none with an annex.</summary>
    /// <param name="hasJobs">The command takes -J.</param>
    public static CommandRun Open(string command, Arguments arguments, bool hasJobs = false)
    {
        var reporter = new Reporter(OutputOptions.Style(arguments), command);
        var access = RepositoryAccess.Open(arguments, reporter);
        var run = new CommandRun(arguments, access, reporter);
        if (hasJobs && run.Jobs > 1) reporter.Style = reporter.Style with { Concurrent = true };
        return run;
    }

    Dictionary<Uuid, TrustLevel> TrustOverrides()
    {
        var levels = new Dictionary<Uuid, TrustLevel>();
        foreach (var (option, level) in new[] { (GlobalOptions.SemiTrust, TrustLevel.SemiTrusted), (GlobalOptions.Untrust, TrustLevel.Untrusted) })
            foreach (string name in Arguments.Values(option)) levels[UuidNamed(name, discover: false)] = level;
        return levels;
    }

    /// <summary>A repository by the name of a remote, its uuid, its description, or <c>here</c>. Throws <see cref="UserError"/>.</summary>
    public Uuid UuidNamed(string name) => UuidNamed(name, discover: true);

    /// <param name="discover">Ask remotes whose uuid is not known yet; not while they are being read.</param>
    Uuid UuidNamed(string name, bool discover)
    {
        if (name is "here" or ".") return Repository.Uuid;
        if (name == "web") return Uuid.Web;
        if (name == "bittorrent") return Uuid.BitTorrent;
        var settings = Repository.Settings.Remotes.FirstOrDefault(r => r.Name == name);
        if (settings is not null && !settings.AnnexUuid.IsNone) return settings.AnnexUuid;
        if (settings is not null && discover && Remotes.Find(name) is { Uuid.IsNone: false } remote) return remote.Uuid;
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

    /// <summary>Starts the report of an action.</summary>
    /// <param name="name">The action's name where it is not the command's.</param>
    public ActionReport Start(Seek.SeekItem item, string? name = null) => Reporter.Start(item.Name, item.File is null || item.IsOfBranch ? null : item.Shown, item.Key, item.Input, name);

    /// <summary>A remote named on the command line. Throws <see cref="UserError"/> when there is none, or it has no annex.</summary>
    public RemoteInfo RemoteNamed(string name)
    {
        var r = Remotes.Find(name) ?? throw new UserError($"there is no available git remote named \"{name}\"");
        if (r.Uuid.IsNone) throw new UserError($"cannot determine uuid for {r.Name} (perhaps you need to run \"git annex sync\"?)");
        return r;
    }

    /// <inheritdoc cref="RepositoryAccess.IndexChanged"/>
    public void IndexChanged() => _access.IndexChanged();

    /// <summary>Writes down and commits what the command recorded; says how many actions failed. Returns the exit code.</summary>
    public int Finish()
    {
        if (_transfers.IsValueCreated) Transfers.Flush();
        if (_remotes.IsValueCreated)
            try { Remotes.Flush(); } catch (RemoteFailure e) { Reporter.Warn($"git-annex: {e.Message}"); }
        return _access.Finish();
    }

    public void Dispose()
    {
        if (_copies.IsValueCreated) Copies.Dispose();
        if (_preferences.IsValueCreated) Preferences.Dispose();
        if (_remotes.IsValueCreated) Remotes.Dispose();
        _access.Dispose();
    }
}
