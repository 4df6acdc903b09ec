using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;
using Breezeway.Annex.WorkTree;
using Breezeway.Base.Files;
using Breezeway.Cli.Output;
using Breezeway.Cli.Seek;
using Breezeway.Remotes;
using Breezeway.Sync.Drop;

namespace Breezeway.Cli.Run;

/// <summary>What <c>fsck</c> looks at for one key: link, location log, content, copies. Problems are told and, where that is safe, mended.</summary>
public sealed class FsckChecks(CommandRun run)
{
    readonly Lazy<ContentDrop> _drop = new(() => new ContentDrop(run.Transfers, run.Remotes, run.Locations.TrustOf));

    AnnexRepository Here => run.Repository;

    /// <summary>Checks what is here. Returns whether all is well.</summary>
    public bool Local(SeekItem item, ActionReport report)
    {
        FixLink(item, report);
        bool present = Here.Objects.Find(item.Key, out var stat) is not null;
        bool ok = Compare(item, Here.Uuid, present, report) & Required(item, present, report);
        if (present) (present, ok) = Content(item, stat.Size, report) ? (true, ok) : (false, false);
        return Copies(item, Here.Uuid, present, report) && ok;
    }

    /// <summary>Checks what a remote has. Returns whether all is well.</summary>
    public bool Remote(RemoteInfo info, SeekItem item, ActionReport report)
    {
        IContentRemote remote;
        bool present;
        try { remote = run.Remotes.Open(info); present = remote.CheckPresent(item.Key); }
        catch (RemoteFailure) { report.Note($"unable to check {info.Name}"); return false; }
        bool ok = Compare(item, info.Uuid, present, report);
        if (present && !run.Fast && !RemoteContent(remote, item, report)) { present = false; ok = false; }
        return Copies(item, info.Uuid, present, report) && ok;
    }

    void FixLink(SeekItem item, ActionReport report)
    {
        if (item.File is not { IsLocked: true } file || item.IsOfBranch || Here.IsBare) return;
        if (LinkFix.Needed(Here, file.Path, out var key) is not { } target || key != item.Key) return;
        report.Note("fixing link");
        LinkFix.Replace(Here, file.Path, target);
    }

    /// <summary>The location log beside what is really there.</summary>
    bool Compare(SeekItem item, Uuid uuid, bool present, ActionReport report)
    {
        bool logged = Here.LocationsOf(item.Key).Contains(uuid);
        if (present == logged) return true;
        report.Note("fixing location log");
        run.Transfers.Log.Add(item.Key, uuid, present);
        if (present) return true;
        report.Error($"** Based on the location log, {item.Name}\n** was expected to be present, but its content is missing.");
        return false;
    }

    bool Required(SeekItem item, bool presentHere, ActionReport report)
    {
        if (item.File is null) return true;
        var has = Here.LocationsOf(item.Key);
        var missing = run.Preferences.Requiring().Where(u => run.Locations.IsAlive(u) && (u == Here.Uuid ? !presentHere : !has.Contains(u)) && run.Preferences.IsRequired(item, u)).Order().ToList();
        if (missing.Count == 0) return true;
        report.Error($"** Required content {item.Name} is missing from these repositories:\n{run.Names.Lines(missing)}");
        report.Field("missingrequired", run.Names.List(missing));
        return false;
    }

    /// <summary>Size, and unless --fast the hash; damaged content is moved to annex/bad. Returns whether good content is here.</summary>
    bool Content(SeekItem item, long size, ActionReport report)
    {
        var key = item.Key;
        if (Damage(key, size, () => Verifier.CheckFile(key, Here.Objects.PathOf(key), n => report.Progress(n, key.Size)), report) is not { } damage)
        {
            if (Here.Objects.Find(key, out var stat) is { } path && !(Here.Settings.Thin && stat.Links > 1)) Here.Permissions.Freeze(path);
            return true;
        }
        Here.Objects.MoveBad(key);
        run.Transfers.Log.Add(key, Here.Uuid, false);
        report.Error($"{item.Name}: {damage}; moved to {BadShown(key)}");
        return false;
    }

    /// <summary>What is wrong with content, in words; null when it is good.</summary>
    string? Damage(Key key, long size, Func<VerifyResult> verify, ActionReport report)
    {
        if (key.Size is long right && key.ChunkNumber is null && size != right)
            return $"Bad file size ({DataSize.Short(Math.Abs(size - right))} {(size > right ? "larger" : "smaller")})";
        if (run.Fast || Backends.Find(key.Variety)?.NewHash() is not { } hash) return null;
        hash.Dispose();
        report.Note("checksum...");
        return verify() is VerifyResult.WrongHash or VerifyResult.WrongSize ? "Bad file content" : null;
    }

    string BadShown(Key key)
    {
        string path = Here.Objects.BadPath(key);
        return path.StartsWith(Here.Top + "/", StringComparison.Ordinal) ? run.Shown(path[(Here.Top.Length + 1)..]) : path;
    }

    bool RemoteContent(IContentRemote remote, SeekItem item, ActionReport report)
    {
        string name = KeyFile.Escape(item.Key), temp = $"{Here.AnnexDirectory}/tmp/fsck{Fs.ProcessId}.{(name.Length > 230 ? name[^200..] : name)}";
        Here.Permissions.MakeDirectories(Fs.Parent(temp));
        try
        {
            if (!run.Force && Here.DiskReserve.Missing(item.Key, 0) is not null) { report.Error("not enough free space to check the content"); return true; }
            try
            {
                if (remote.Retrieve(item.Key, item.FileName, temp, new TransferOptions(Verify: false, Progress: n => report.Progress(n, item.Key.Size)), CancellationToken.None) is not RetrieveOutcome.Done) return true;
            }
            catch (RemoteFailure e) { report.Error(e.Message); return true; }
            long size = Fs.LStat(temp)?.Size ?? 0;
            if (Damage(item.Key, size, () => Verifier.CheckFile(item.Key, temp), report) is not { } damage) return true;
            Here.Permissions.MakeDirectories(Fs.Parent(Here.Objects.BadPath(item.Key)));
            Fs.Rename(temp, Here.Objects.BadPath(item.Key));
            // what is kept here is all there was of it: removing it there loses nothing
            var dropped = _drop.Value.From(remote.Info, item.Key, default, isRequired: false, force: true);
            report.Error(dropped is DropOutcome.Failed f ? $"{item.Name}: {damage}; copied to {BadShown(item.Key)}, but failed to drop from {remote.Name}: {f.Message}"
                : $"{item.Name}: {damage}; moved from {remote.Name} to {BadShown(item.Key)}");
            return false;
        }
        finally { Fs.TryUnlink(temp); }
    }

    /// <summary>Enough copies by the log, corrected by what was just seen in one repository.</summary>
    bool Copies(SeekItem item, Uuid seen, bool present, ActionReport report)
    {
        var all = Here.LocationsOf(item.Key).Where(u => u != seen).Concat(present ? [seen] : Array.Empty<Uuid>()).Order().ToList();
        var dead = all.Where(u => !run.Locations.IsAlive(u)).ToList();
        var untrusted = all.Where(u => run.Locations.TrustOf(u) == TrustLevel.Untrusted).ToList();
        int safe = all.Count - dead.Count - untrusted.Count;
        NumCopies needed = run.Copies.Of(item.Key, item.File?.Path).NumCopies;
        if (safe >= needed.Count) return true;
        string lines = untrusted.Count > 0 ? run.Names.Lines(untrusted) : "";
        if (safe > 0)
            report.Error($"Only {safe} of {needed} trustworthy copies exist of {item.Name}\nBack it up with git-annex copy." + (untrusted.Count > 0 ? $"\nThe following untrusted locations may also have copies: \n{lines}" : ""));
        else if (untrusted.Count > 0) report.Error($"Only these untrusted locations may have copies of {item.Name}\n{lines}\nBack it up to trusted locations with git-annex copy.");
        else report.Error($"** No known copies exist of {item.Name}" + (dead.Count > 0 ? $"\nThese dead repositories used to have copies\n{run.Names.Lines(dead)}" : ""));
        if (safe + untrusted.Count == 0 && item.Shown is null) report.LongNote("(Avoid this check by running: git annex dead --key )");
        report.Field("dead", run.Names.List(dead));
        report.Field("untrusted", run.Names.List(untrusted));
        return false;
    }
}
