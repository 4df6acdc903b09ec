using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;
using Breezeway.Cli.Output;
using Breezeway.Git.Objects;
using Breezeway.Remotes;

namespace Breezeway.Cli.Run;

/// <summary>One line of <c>info</c>: its name, the text for a human (which may go on over indented lines), and the value in the JSON object.</summary>
public readonly record struct InfoField(string Name, string Text, Json Value)
{
    public InfoField(string name, string text) : this(name, text, text) { }
    public InfoField(string name, long number) : this(name, number.ToString(CultureInfo.InvariantCulture), number) { }
}

/// <summary>What <c>info</c> says of the repository, a directory, a tree, a file, a remote or a uuid (policy.md 7).</summary>
/// <param name="bytes">--bytes: sizes as plain numbers.</param>
/// <param name="fast">--fast: nothing that has to look at every key.</param>
public sealed class ItemInfo(CommandRun run, bool bytes, bool fast)
{
    const long BloomBytes = 32 << 20, BloomKeys = 500_000;

    AnnexRepository Repository => run.Repository;

    string Long(long size) => bytes ? size.ToString(CultureInfo.InvariantCulture) : DataSize.Long(size);
    string Short(long size) => bytes ? size.ToString(CultureInfo.InvariantCulture) : DataSize.Short(size);

    public IEnumerable<InfoField> OfRepository()
    {
        foreach (var level in new[] { TrustLevel.Trusted, TrustLevel.SemiTrusted, TrustLevel.Untrusted }) yield return Repositories($"{level.ToString().ToLowerInvariant()} repositories", level);
        yield return Transfers();
        yield return DiskSpace();
        if (fast) yield break;
        foreach (var f in LeftOver("temporary object directory size", "tmp").Concat(LeftOver("bad keys size", "bad"))) yield return f;
        var local = Sum(Repository.Objects.All());
        yield return new("local annex keys", local.Keys);
        yield return new("local annex size", SizeText(local));
        var files = AnnexedFiles.In(Repository, Repository.Index.Read()).Select(f => f.Key).ToList();
        yield return new("annexed files in working tree", files.Count);
        yield return new("size of annexed files in working tree", SizeText(Sum(files)));
        var sizes = RepositorySizes();
        yield return new("combined annex size of all repositories", Long(sizes.Sum(s => s.Value.Size)));
        yield return Sizes("annex sizes of repositories", sizes, withCount: false);
        yield return Backends(files);
        yield return new("bloom filter size", $"{(bytes ? BloomBytes.ToString(CultureInfo.InvariantCulture) : DataSize.Long(BloomBytes, binary: true))} ({local.Keys * 100 / BloomKeys}% full)");
    }

    /// <summary>Repositories that are known, by uuid, and those that are always there.</summary>
    public InfoField Repositories(string name, TrustLevel level)
    {
        var all = DescriptionLog.Parse(Repository.Branch.Read(DescriptionLog.Path)).Keys.Concat([Uuid.Web, Uuid.BitTorrent]).Concat(run.Remotes.All.Select(r => r.Uuid).Where(u => !u.IsNone));
        var these = all.Distinct().Where(u => run.Locations.TrustOf(u) == level).Order().ToList();
        string lines = these.Count == 0 ? "" : "\n" + run.Names.Lines(these);
        return new(name, these.Count.ToString(CultureInfo.InvariantCulture) + lines, run.Names.List(these));
    }

    InfoField Transfers()
    {
        var all = TransferList.Running(Repository).ToList();
        if (all.Count == 0) return new("transfers in progress", "none", new Json.List([]));
        string Line(Transfer t) => $"\n\t{(t.Direction == TransferDirection.Download ? "downloading" : "uploading")} {(t.Info.File.Length > 0 ? t.Info.File : t.Key)} {(t.Direction == TransferDirection.Download ? "from" : "to")} {NameOf(t.Other)}";
        var json = all.Select(t => (Json)Json.Object(("transfer", t.Direction == TransferDirection.Download ? "download" : "upload"), ("key", t.Key.ToString()), ("file", t.Info.File), ("remote", NameOf(t.Other))));
        return new("transfers in progress", string.Concat(all.Select(Line)), new Json.List([.. json]));
    }

    string NameOf(Uuid uuid) => run.Remotes.Of(uuid)?.Name ?? uuid.Value;

    InfoField DiskSpace()
    {
        long reserve = Repository.Settings.DiskReserveBytes, free = Fs.Space(Repository.Location.GitDir).Free;
        return new("available local disk space", $"{Long(Math.Max(0, free - reserve))} (+{Long(reserve)} reserved)");
    }

    IEnumerable<InfoField> LeftOver(string name, string directory)
    {
        long size = 0;
        foreach (var e in Fs.TryList($"{Repository.AnnexDirectory}/{directory}", out _) ?? [])
            if (KeyFile.TryParse(e.Name) is not null && Fs.LStat($"{Repository.AnnexDirectory}/{directory}/{e.Name}") is { IsRegular: true } s) size += s.Size;
        if (size > 0) yield return new(name, $"{Long(size)} (clean up with git-annex unused)", Long(size));
    }

    readonly record struct Total(long Keys, long Size, long Unknown);

    static Total Sum(IEnumerable<Key> keys)
    {
        long n = 0, size = 0, unknown = 0;
        foreach (var key in keys) { n++; if (key.Size is long s) size += s; else unknown++; }
        return new(n, size, unknown);
    }

    string SizeText(Total t) => Long(t.Size) + (t.Unknown > 0 ? $" (+ {t.Unknown} unknown size)" : "");

    /// <summary>Of each repository that has anything, by the whole location log.</summary>
    Dictionary<Uuid, Total> RepositorySizes()
    {
        var sizes = new Dictionary<Uuid, Total>();
        foreach (string path in Repository.Branch.Paths())
            if (Annex.Branch.BranchPath.TryParse(path, Repository.BranchLevels) is ({ } key, Annex.Branch.KeyLog.Location)) Count(sizes, key);
        return sizes;
    }

    void Count(Dictionary<Uuid, Total> sizes, Key key)
    {
        foreach (var uuid in run.Locations.Of(key))
        {
            var t = sizes.GetValueOrDefault(uuid);
            sizes[uuid] = new(t.Keys + 1, t.Size + (key.Size ?? 0), t.Unknown + (key.Size is null ? 1 : 0));
        }
    }

    /// <summary>The biggest first.</summary>
    InfoField Sizes(string name, Dictionary<Uuid, Total> sizes, bool withCount)
    {
        var all = sizes.OrderByDescending(s => s.Value.Size).ThenBy(s => s.Key).Select(s => (s.Key, Size: Short(s.Value.Size))).ToList();
        int width = all.Count == 0 ? 0 : all.Max(s => s.Size.Length);
        string lines = string.Concat(all.Select(s => $"\n\t{s.Size.PadLeft(width)}: {s.Key} -- {run.Names.Of(s.Key)}"));
        var json = all.Select(s => (Json)Json.Object(("description", run.Names.Of(s.Key, markHere: false)), ("here", s.Key == Repository.Uuid), ("size", s.Size), ("uuid", s.Key.Value)));
        return new(name, (withCount ? all.Count.ToString(CultureInfo.InvariantCulture) : "") + lines, new Json.List([.. json]));
    }

    static InfoField Backends(IEnumerable<Key> keys)
    {
        var usage = keys.GroupBy(k => k.Variety).Select(g => (Name: g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ThenBy(g => g.Name, StringComparer.Ordinal).ToList();
        return new("backend usage", string.Concat(usage.Select(u => $"\n\t{u.Name}: {u.Count}")), new Json.Obj([.. usage.Select(u => (u.Name, (Json)u.Count))]));
    }

    public IEnumerable<InfoField> OfFile(string shown, Key key)
    {
        yield return new("file", shown);
        yield return new("size", key.Size is long s ? Long(s) : "unknown");
        yield return new("key", key.ToString());
        bool present = Repository.Objects.Has(key);
        yield return new("present", present ? "true" : "false", present);
    }

    /// <param name="files">Annexed files with their keys; the path is null where .gitattributes are not to be asked.</param>
    /// <param name="tree">Files of a tree, not of the work tree.</param>
    public IEnumerable<InfoField> OfFiles(string kind, string name, IReadOnlyList<AnnexedFile> files, bool tree)
    {
        string where = tree ? "tree" : "working tree";
        yield return new(kind, name);
        var local = Sum(files.Where(f => Repository.Objects.Has(f.Key)).Select(f => f.Key));
        yield return new("local annex keys", local.Keys);
        yield return new("local annex size", SizeText(local));
        yield return new($"annexed files in {where}", files.Count);
        yield return new($"size of annexed files in {where}", SizeText(Sum(files.Select(f => f.Key))));
        if (fast) yield break;
        yield return tree ? new("numcopies stats", "", new Json.List([])) : Variance(files);
        var sizes = new Dictionary<Uuid, Total>();
        foreach (var f in files) Count(sizes, f.Key);
        yield return Sizes("repositories containing these files", sizes, withCount: true);
        yield return new("combined size of repositories containing these files", Long(sizes.Sum(s => s.Value.Size)));
    }

    /// <summary>How many files have how many copies more or less than they should.</summary>
    InfoField Variance(IReadOnlyList<AnnexedFile> files)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var f in files)
        {
            int more = run.Locations.CountOf(f.Key) - run.Copies.ForFile(f.Path).NumCopies.Count;
            counts[more] = counts.GetValueOrDefault(more) + 1;
        }
        var all = counts.Reverse().Select(c => (Sign: c.Key >= 0 ? $"+{c.Key}" : c.Key.ToString(CultureInfo.InvariantCulture), c.Value)).ToList();
        return new("numcopies stats", string.Concat(all.Select(c => $"\n\tnumcopies {c.Sign}: {c.Value}")),
            new Json.List([.. all.Select(c => (Json)new Json.List([c.Sign, (Json)c.Value]))]));
    }

    public IEnumerable<InfoField> OfRemote(RemoteInfo remote)
    {
        foreach (var f in OfUuidStart(remote.Uuid)) yield return f;
        string type = remote.Kind == RemoteKind.Special ? RemoteAddress.SpecialType(remote.Settings) ?? "special" : "git";
        foreach (var f in OfAnyRemote(remote.Name, remote.Cost, type)) yield return f;
        if (remote.Kind == RemoteKind.Special) { foreach (var f in OfSpecial(remote, type)) yield return f; }
        else yield return new("repository location", remote.Kind == RemoteKind.Path && !remote.Url.StartsWith('/') ? $"./{remote.Url}" : remote.Url);
        if (LastSynced(remote.Name) is { } when) yield return new("last synced", when);
        if (remote.Kind != RemoteKind.Special) yield return new("proxied", "false");
        foreach (var f in OfUuidEnd(remote.Uuid)) yield return f;
    }

    static IEnumerable<InfoField> OfAnyRemote(string name, double cost, string type) =>
        [new("remote", name), new("cost", cost.ToString("0.0###", CultureInfo.InvariantCulture)), new("type", type), new("available", "true")];

    /// <summary>How content is kept there, by the git-annex branch.</summary>
    IEnumerable<InfoField> OfSpecial(RemoteInfo remote, string type)
    {
        var config = RemoteLog.InForce(RemoteLog.Parse(Repository.Branch.Read(RemoteLog.Path)), remote.Uuid) ?? RemoteConfig.Empty;
        if (remote.Settings.Config.Get($"remote.{remote.Name}.annex-{type}") is { } place && type is "directory") yield return new(type, place);
        if (remote.Settings.Config.Get($"remote.{remote.Name}.annex-rsyncurl") is { } url) yield return new("url", url);
        yield return new("encryption", config["encryption"] ?? "none");
        yield return new("chunking", config["chunk"] is { } chunk ? $"{chunk} chunks" : "none");
    }

    /// <summary>A remote that is always there: web, bittorrent.</summary>
    public IEnumerable<InfoField> OfBuiltIn(string name, Uuid uuid) => [.. OfUuidStart(uuid), .. OfAnyRemote(name, 200, name), .. OfUuidEnd(uuid)];

    public IEnumerable<InfoField> OfUuid(Uuid uuid) => OfUuidStart(uuid).Concat(OfUuidEnd(uuid));

    IEnumerable<InfoField> OfUuidStart(Uuid uuid)
    {
        yield return new("uuid", uuid.Value);
        yield return new("description", run.Names.Of(uuid));
        yield return new("trust", run.Locations.TrustOf(uuid).ToString().ToLowerInvariant());
    }

    IEnumerable<InfoField> OfUuidEnd(Uuid uuid)
    {
        if (fast) yield break;
        var total = RepositorySizes().GetValueOrDefault(uuid);
        yield return new("remote annex keys", total.Keys);
        yield return new("remote annex size", SizeText(total));
    }

    /// <summary>When the git-annex branch that was fetched last from there was made.</summary>
    string? LastSynced(string remote) => Repository.Refs.Read($"refs/remotes/{remote}/git-annex") is { } tip
        ? DateTimeOffset.FromUnixTimeSeconds(Repository.GitObjects.ReadCommit(tip).CommitSeconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : null;

    /// <summary>The annexed files of a tree.</summary>
    public IReadOnlyList<AnnexedFile> FilesOfTree(Sha tree) =>
        [.. TreeDiff.Files(Repository.GitObjects, tree).Select(f => Repository.KeyOfBlob(f.Mode, f.Sha) is { } key ? new AnnexedFile(f.Name, key, f.Mode, f.Sha) : default).Where(f => f.Key is not null)];
}
