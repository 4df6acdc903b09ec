using Breezeway.Annex;
using Breezeway.Annex.Init;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Cli.Output;
using Breezeway.Git;
using Breezeway.Remotes;

namespace Breezeway.Cli.Syncing;

/// <summary>Which remotes a sync works with (sync.md 1): the named ones and those of named groups, else all whose annex-sync is not false; cheapest first, of equal
/// cost in the order of the configuration.</summary>
public static class SyncRemotes
{
    /// <summary>Throws <see cref="UserError"/> for a name that is neither a remote's nor a group's. Those that are known not to be there are told of and left out.</summary>
    public static IReadOnlyList<RemoteInfo> Select(AnnexRepository repository, RemoteList remotes, IReadOnlyList<string> names, bool fast, Reporter reporter)
    {
        var wanted = names.Count == 0 ? [.. remotes.All.Where(Synced)] : names.SelectMany(n => Named(repository, remotes, n)).Distinct().ToList();
        var there = new List<RemoteInfo>();
        var order = repository.Settings.Remotes.Select(r => r.Name).ToList();
        foreach (var remote in remotes.All.Where(wanted.Contains).OrderBy(r => r.Cost).ThenBy(r => order.IndexOf(r.Name)))
            if (remote.Path is null || RepositoryLocation.At(remote.Path) is not null) there.Add(remote);
            else
            {
                reporter.Say("");
                reporter.Warn($"  Remote {remote.Name} cannot currently be accessed.");
            }
        return fast && there.Count > 0 ? [.. there.Where(r => r.Cost == there[0].Cost)] : there;
    }

    static bool Synced(RemoteInfo remote)
    {
        string? command = remote.Settings.Config.Get($"remote.{remote.Name}.annex-sync-command");
        return command is { Length: > 0 } ? Child.Run(new Command("sh", "-c", command)).Ok : remote.Settings.Sync;
    }

    static IEnumerable<RemoteInfo> Named(AnnexRepository repository, RemoteList remotes, string name)
    {
        if (remotes.Find(name) is { } one) return [one];
        var group = repository.Config.GetAll($"remotes.{name}").SelectMany(v => v.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (group.Count == 0) throw new UserError($"there is no available git remote named \"{name}\"");
        return group.SelectMany(n => remotes.Find(n) is { } r ? new[] { r } : throw new UserError($"there is no available git remote named \"{n}\""));
    }

    /// <summary>Whether git itself can fetch from it and push to it.</summary>
    public static bool IsGit(RemoteInfo remote) => remote.Kind is not (RemoteKind.Special or RemoteKind.AnnexHttp);

    /// <summary>
    /// Initialises repositories on this machine that our remotes lead to: those that git made from an annex's clone and nobody used git-annex in yet (repository.md 7.4). What stands against
    /// it is that repository's affair.
    /// </summary>
    public static void Initialise(AnnexRepository repository)
    {
        foreach (var settings in repository.Settings.Remotes)
        {
            if (settings.Url is not { } url || settings.Ignore || !settings.Sync || RemoteAddress.Rewrite(url, repository.Config) is var full && RemoteAddress.KindOf(full) != RemoteKind.Path) continue;
            string path = RemoteAddress.PathOf(RemoteAddress.Rewrite(url, repository.Config), repository.Top);
            if (RepositoryLocation.At(path) is not { } there || Git.Config.ConfigFile.Read($"{there.CommonDir}/config").Any(e => e.Name == "annex.uuid")) continue;
            try
            {
                using var other = AnnexRepository.OpenAt(path, repository.Time);
                if (other is null || RepositoryState.Ownership(other) is not null || RepositoryState.IsInitialised(other) || !RepositoryState.MayAutoInit(other)) continue;
                Initialiser.RunQuietly(path, repository.Time).Dispose();
            }
            catch (Exception e) when (e is UserError or FileError or CorruptData) { /* it stays as it is, and is used as a git repository */ }
        }
    }
}
