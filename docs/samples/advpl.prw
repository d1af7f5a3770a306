#include "totvs.ch"

// A hire, a termination, and what became of them. TOTVS Protheus, ADVPL with FWRest.
User Function Cracha()
    Local cId   := ""
    Local oSeen := JsonObject():New()
    Local oRest := FWRest():New(GetMV("MV_CRACHA", .F., "http://127.0.0.1:3000"))

    cId := Enviar("/v1/hires", "hire-00123-2026-03-02", ;
        '{"employee_number":"00123","cpf":"529.982.247-25","work_email":"ana.souza@example.com",' + ;
        '"full_name":"Ana Souza","job_title":"Analista","hire_date":"2026-03-02"}')
    Enviar("/v1/terminations", "end-00123-2026-04-30", ;
        '{"employee_number":"00123","date":"2026-04-30","reason":"voluntary"}')

    // 202 means stored. This says what became of it.
    oRest:SetPath("/v1/events/" + cId)
    If !Empty(cId) .And. oRest:Get({"Authorization: Bearer " + GetMV("MV_CRACKEY")})
        oSeen:FromJson(oRest:GetResult())
        ConOut("cracha: " + oSeen["status"])
    EndIf
Return

// The id of the event; empty when it was refused. A 4xx is a fault of the request and is not repeated. 429, 5xx and
// lost connections are repeated with the same Idempotency-Key, which makes a repetition harmless.
Static Function Enviar(cPath, cKey, cBody)
    Local oRest   := FWRest():New(GetMV("MV_CRACHA", .F., "http://127.0.0.1:3000"))
    Local oAnswer := JsonObject():New()
    Local aHeader := {"Authorization: Bearer " + GetMV("MV_CRACKEY"), ;
                      "Content-Type: application/json; charset=utf-8", ;
                      'Idempotency-Key: "' + cKey + '"'}
    Local nTry    := 0
    Local nStatus := 0

    For nTry := 1 To 8
        oRest:SetPath(cPath)
        oRest:SetPostParams(EncodeUTF8(cBody))
        oRest:SetChkStatus(.F.)              // we look at the status ourselves
        oRest:Post(aHeader)
        nStatus := Val(oRest:GetHTTPCode())
        If nStatus == 202
            oAnswer:FromJson(oRest:GetResult())
            Return oAnswer["id"]
        EndIf
        If nStatus >= 400 .And. nStatus < 500 .And. nStatus != 429
            ConOut("cracha: " + cPath + " " + cValToChar(nStatus) + " " + oRest:GetResult())
            Return ""
        EndIf
        Sleep(Min(60, 2 ^ nTry) * 1000)      // nStatus 0: nobody answered
    Next nTry
    ConOut("cracha: " + cPath + " not accepted after 8 tries")
Return ""
