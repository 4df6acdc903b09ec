using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Http;

/// <summary>Repositories that a web server shows, made by the reference and read by ours.</summary>
public sealed class HttpRemoteTests : IDisposable
{
    const Program Maker = Program.Mid;

    readonly Sandbox _sandbox = new();
    readonly WebServer _web;
    readonly Clone _near;
    readonly string _key;
    readonly byte[] _content = new byte[50_000];

    public HttpRemoteTests()
    {
        new Random(1).NextBytes(_content);
        var far = _sandbox.Init("far", Maker);
        far.Write("file", _content);
        far.Annex("add", "file");
        far.Git("commit", "-qm", "file");
        _key = far.Annex("lookupkey", "file").Trim();
        far.Git("update-server-info");
        _web = new WebServer(_sandbox.Root);
        var near = _sandbox.CloneOf(far, "near", Maker);
        near.Git("remote", "set-url", "origin", $"{_web.Url}/far/.git");
        near.TryGit("config", "--unset", "remote.origin.annex-uuid");
        near.Git("config", "annex.security.allowed-ip-addresses", "127.0.0.1");
        _near = near.As(Program.Ours);
    }

    public void Dispose()
    {
        _web.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public void Content_is_found_fetched_and_counted_as_a_copy()
    {
        _near.Annex("get", "file");
        Assert.Equal(_content, Fs.ReadAll(_near.At("file")));
        Assert.Equal("false\n", _near.Git("config", "remote.origin.annex-bare"));
        _near.Annex("drop", "file");
        Assert.False(_near.HasContent("file"));
        var refused = _near.TryAnnex("drop", "--force", "--from", "origin", "file").MustFail();
        Assert.Contains("dropping from this remote is not supported", refused.Output + refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_partial_file_is_continued_where_the_server_can(bool ranges)
    {
        _web.Ranges = ranges;
        _near.Annex("get", "file");
        _near.Annex("drop", "file");
        string tmp = $"{_near.GitFolder}/annex/tmp";
        Fs.MakeDirectories(tmp);
        Fs.WriteAll($"{tmp}/{_key}", _content.AsSpan(0, 12_345));
        _near.Annex("get", "file");
        Assert.Equal(_content, Fs.ReadAll(_near.At("file")));
        Assert.Contains(_web.Requests, r => r.StartsWith("GET", StringComparison.Ordinal) && r.EndsWith("bytes=12345-", StringComparison.Ordinal));

        // all of it is there already
        _near.Annex("drop", "file");
        Fs.MakeDirectories(tmp);
        Fs.WriteAll($"{tmp}/{_key}", _content);
        _near.Annex("get", "file");
        Assert.Equal(_content, Fs.ReadAll(_near.At("file")));
    }

    [Fact]
    public void Wrong_content_is_refused()
    {
        _near.Annex("get", "file");
        _near.Annex("drop", "file");
        _web.Change = (path, content) => path.Contains("/annex/objects/", StringComparison.Ordinal) ? [.. content[..^1], (byte)(content[^1] ^ 1)] : content;
        _near.TryAnnex("get", "file").MustFail();
        _web.Change = (path, content) => path.Contains("/annex/objects/", StringComparison.Ordinal) ? [.. content, 1] : content;
        _near.TryAnnex("get", "file").MustFail();
        _web.Change = (path, content) => path.Contains("/annex/objects/", StringComparison.Ordinal) ? content[..100] : content;
        _near.TryAnnex("get", "file").MustFail();
        _web.Change = (_, content) => content;
        _near.TryAnnex("get", "file");
        _near.Annex("get", "file");
        Assert.Equal(_content, Fs.ReadAll(_near.At("file")));
    }

    [Fact]
    public void Addresses_of_this_machine_are_not_asked_unless_allowed_not_even_by_a_redirect()
    {
        _near.Annex("get", "file");
        _near.Annex("drop", "file");
        _near.Git("config", "--unset", "annex.security.allowed-ip-addresses");
        while (_web.Requests.TryDequeue(out _)) { }
        var said = _near.TryAnnex("get", "file").MustFail();
        Assert.Contains("annex.security.allowed-ip-addresses does not allow accessing address 127.0.0.1", said.Output + said.Errors, StringComparison.Ordinal);
        Assert.Empty(_web.Requests);

        _near.Git("config", "annex.security.allowed-ip-addresses", $"[127.0.0.1]:{_web.Port}");
        using var other = new WebServer(_sandbox.Root);
        _web.Redirect = path => $"{other.Url}{path}";
        _near.TryAnnex("get", "file").MustFail();
        Assert.Empty(other.Requests);
        _near.Git("config", "annex.security.allowed-ip-addresses", "all");
        _near.Annex("get", "file");
    }

    [Fact]
    public void A_server_without_such_a_repository_is_ignored_and_one_that_is_down_is_not()
    {
        _near.Git("remote", "set-url", "origin", $"{_web.Url}/far");
        _near.TryAnnex("get", "file").MustFail();
        Assert.Equal("true\n", _near.Git("config", "remote.origin.annex-ignore"));
        _near.Git("config", "--unset", "remote.origin.annex-ignore");
        _web.Dispose();
        _near.TryAnnex("get", "file").MustFail();
        Assert.False(_near.TryGit("config", "remote.origin.annex-ignore").Ok);
    }
}
