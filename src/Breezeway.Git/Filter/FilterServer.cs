namespace Breezeway.Git.Filter;

/// <summary>What git asks a long-running filter to do with one file.</summary>
/// <param name="Path">From the top of the work tree.</param>
public readonly record struct FilterRequest(bool Clean, string Path);

/// <summary>The content of one request as it comes in. It has to be read to its end before anything is answered: git writes all of it first.</summary>
public sealed class FilterInput
{
    readonly PktLineReader _reader;
    bool _done;

    internal FilterInput(PktLineReader reader) => _reader = reader;

    /// <summary>The next piece, valid until the next call; false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> piece)
    {
        piece = default;
        if (_done) return false;
        if (_reader.TryRead(out piece)) return true;
        _done = true;
        if (_reader.Ended) throw new CorruptData("git ended in the middle of a file");
        return false;
    }
}

/// <summary>
/// git's long-running filter protocol, version 2, from the filter's side. Source: git's gitattributes, "Long Running Filter Process". One request after the
/// other, on one thread.
/// </summary>
public sealed class FilterServer(PktLineReader from, PktLineWriter to)
{
    /// <summary>Answers one request: reads all of the input, then gives content in pieces. Throws for a failure that is to be told to git.</summary>
    public delegate void Handler(FilterRequest request, FilterInput input, Action<ReadOnlySpan<byte>> answer);

    /// <summary>Serves until git closes its end. Throws <see cref="CorruptData"/> when the other side is no git.</summary>
    /// <param name="failed">Told of a request that failed; git then takes the file as it is.</param>
    public void Run(Handler handle, Action<FilterRequest, Exception> failed)
    {
        Welcome();
        while (Next() is { } fields) Serve(fields, handle, failed);
    }

    void Welcome()
    {
        if (from.ReadText() != "git-filter-client") throw new CorruptData("git-annex filter-process is run by git, not by hand");
        bool known = false;
        while (from.ReadText() is { } version) known |= version == "version=2";
        if (!known) throw new CorruptData("git speaks another version of the filter protocol");
        to.Text("git-filter-server");
        to.Text("version=2");
        to.Flush();
        to.Send();
        while (from.ReadText() is not null) { }
        to.Text("capability=clean");
        to.Text("capability=smudge");
        to.Flush();
        to.Send();
    }

    Dictionary<string, string>? Next()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (from.ReadText() is { } line)
        {
            int eq = line.IndexOf('=');
            if (eq > 0) fields[line[..eq]] = line[(eq + 1)..];
        }
        return from.Ended ? null : fields;
    }

    void Serve(Dictionary<string, string> fields, Handler handle, Action<FilterRequest, Exception> failed)
    {
        var request = new FilterRequest(fields.GetValueOrDefault("command") == "clean", fields.GetValueOrDefault("pathname", ""));
        var input = new FilterInput(from);
        bool started = false;
        void Start()
        {
            if (started) return;
            started = true;
            to.Text("status=success");
            to.Flush();
        }
        try
        {
            handle(request, input, piece => { Start(); to.Data(piece); });
            Start();
            to.Flush();   // the content's end
            to.Flush();   // no change of status
        }
        catch (Exception e) when (e is not CorruptData || !from.Ended)
        {
            while (input.TryRead(out _)) { }
            if (started) { to.Flush(); to.Text("status=error"); to.Flush(); }
            else { to.Text("status=error"); to.Flush(); }
            failed(request, e);
        }
        to.Send();
    }
}
