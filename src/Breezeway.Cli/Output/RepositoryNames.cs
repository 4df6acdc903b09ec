using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Remotes;

namespace Breezeway.Cli.Output;

/// <summary>What repositories are called in lists (policy.md 7): <c>description</c>, <c>description [remote]</c>, <c>[remote]</c>, with <c>[here]</c> for this one.</summary>
public sealed class RepositoryNames(AnnexRepository repository, RemoteList remotes)
{
    readonly Lazy<IReadOnlyDictionary<Uuid, string>> _descriptions = new(() => DescriptionLog.Parse(repository.Branch.Read(DescriptionLog.Path)));

    /// <summary>Without the uuid.</summary>
    /// <param name="markHere">Mark this repository: in text; JSON has a field for that.</param>
    public string Of(Uuid uuid, bool markHere = true)
    {
        string description = _descriptions.Value.GetValueOrDefault(uuid, uuid == Uuid.Web ? "web" : uuid == Uuid.BitTorrent ? "bittorrent" : "");
        string name = uuid != repository.Uuid ? remotes.Of(uuid)?.Name ?? "" : markHere ? "here" : "";
        if (name.Length == 0) return description;
        return description.Length == 0 || description == name ? $"[{name}]" : $"{description} [{name}]";
    }

    /// <summary><c>\tUUID -- NAME</c> for each, with newlines between.</summary>
    public string Lines(IEnumerable<Uuid> uuids) => string.Join('\n', uuids.Select(Line));

    string Line(Uuid uuid) => Of(uuid) is { Length: > 0 } name ? $"\t{uuid} -- {name}" : $"\t{uuid}";

    public Json List(IEnumerable<Uuid> uuids) => new Json.List([.. uuids.Select(u => Json.Object(("description", Of(u, markHere: false)), ("here", u == repository.Uuid), ("uuid", u.Value)))]);

    /// <summary>Says where content is known to be although it cannot be reached now, and puts the same in the JSON object as <c>wanted</c>.</summary>
    /// <param name="otherwise">Said when there is no such place; empty for an empty line.</param>
    /// <param name="untrusted">Places that do not count.</param>
    public void SayElsewhere(IReadOnlyList<Uuid> uuids, RemoteList known, ActionReport report, string otherwise, IReadOnlyList<Uuid>? untrusted = null)
    {
        report.Field("wanted", List(uuids));
        var text = new List<string>();
        var remote = uuids.Where(u => known.Of(u) is not null).ToList();
        var others = uuids.Where(u => known.Of(u) is null).ToList();
        if (remote.Count > 0) text.Add("Try making some of these remotes available:\n" + Lines(remote));
        if (others.Count > 0) text.Add("Maybe add some of these git remotes (git remote add ...):\n" + Lines(others));
        if (untrusted is { Count: > 0 }) text.Add("Also these untrusted repositories may contain the file:\n" + Lines(untrusted));
        report.ShowLong(text.Count > 0 ? string.Join('\n', text) : otherwise);
    }
}
